"""The texts of the fixtures, all invented."""
from __future__ import annotations

TEXTS = {
    "news": "Council Backs Harbour Plan Despite Warnings\n\nThe city council of Port Ellery voted 7-2 on Tuesday to rebuild the old harbour, "
            "a project that Mayor Ines Calloway called \u201cthe most important decision of this decade.\u201d\n\n\u201cWe have waited thirty years,\u201d "
            "Calloway told reporters after the vote. \u201cWe will not wait another thirty.\u201d\n\nOpponents, led by the Ellery Heritage Trust, "
            "say the plan would destroy two listed warehouses. Tomas Brandt, the trust\u2019s chairman, said that the council had ignored "
            "its own experts and accused the mayor of \u201csecrecy.\u201d\n\nAccording to a report by Dunmore University, the work would cost $240 million. "
            "The developer declined to comment.",
    "fiction": "\"Is anybody there?\" asked the old woman, lifting the lamp.\n\n\"Only me, Grandmother,\" said Pell. \"I came by the river road.\"\n\n"
               "\"You should not have come at all.\"\n\nHe laughed and shook the rain from his coat. \"They told me in Averley that you were ill,\" he said, "
               "\"and that the doctor had gone away.\"\n\nShe thought that he looked thinner than before.",
    "treebank": "`` Nobody asked us , '' said Rhea Oduya , a nurse at St. Brannock 's Hospital . `` It was n't our idea , and we do n't like it . ''",
    "unicode": "\u00abLa r\u00e9union est termin\u00e9e\u00bb, a d\u00e9clar\u00e9 Ren\u00e9e O\u2019Connor-N\u00fa\u00f1ez \u00e0 Z\u00fcrich.\n\n"
               "\u6771\u4eac\u306e\u5e02\u5834 fell 3.5% \u2014 \u201ea bad day\u201d, said \u0130lker \u015eahin\u2026 \U0001F600 na\u00efve caf\u00e9 \uFB01ne zero\u200Bwidth soft\u00ADhyphen "
               "\u039F\u0394\u039F\u03A3 e\u0301clair",
    "interview": "Q: Why did the company leave Varsk?\n\nA: We were told the permits would never come. I don\u2019t blame the ministry.\n\n"
                 "KESTREL: That is not what the minister says.\n\nLena Kestrel of the Northern Herald pointed out that the company\u2019s own letter, dated "
                 "3 May 2019, had thanked the ministry for its \u201cpatience and goodwill.\u201d",
    "odd": "The board\u2019s statement: \"no further cuts are planned this year. Analysts doubt it.\n\nU.S. officials believe the claim is false; "
           "they fear, sources said, that ''the worst is still to come.''",
    "long": " ".join(f"In the {n} part of the hearing, the witness said that the {thing} had been {did}, but the lawyer for Halden Freight replied: "
                     f"\u201cThat is simply not true, and the {thing} proves it.\u201d" for n, thing, did in
                     (("first", "ledger", "burned"), ("second", "warehouse", "sold"), ("third", "contract", "forged"), ("fourth", "lorry", "repainted"),
                      ("fifth", "letter", "hidden"), ("sixth", "cargo", "moved"), ("seventh", "photograph", "cropped"), ("eighth", "invoice", "paid"))),
}
