//! What the rules know about English words: closed classes, reporting verbs and how they are built, inflection.
//!
//! One hash look-up a token gives its [`Entry`]; everything is made once, on first use.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Word classes, as bits: one form can belong to several.
pub(in crate::nlp) mod class {
    pub(crate) const DET: u32 = 1;
    pub(crate) const POSSESSIVE: u32 = 1 << 1;
    /// Pronouns that can be a subject.
    pub(crate) const PRONOUN: u32 = 1 << 2;
    /// Pronouns that can only be an object.
    pub(crate) const OBJECT: u32 = 1 << 3;
    pub(crate) const PREP: u32 = 1 << 4;
    pub(crate) const CONJ: u32 = 1 << 5;
    /// Words that open a subordinate clause.
    pub(crate) const SUB: u32 = 1 << 6;
    pub(crate) const REL: u32 = 1 << 7;
    pub(crate) const BE: u32 = 1 << 8;
    pub(crate) const HAVE: u32 = 1 << 9;
    pub(crate) const DO: u32 = 1 << 10;
    pub(crate) const MODAL: u32 = 1 << 11;
    pub(crate) const NEG: u32 = 1 << 12;
    pub(crate) const ADV: u32 = 1 << 13;
    /// Words of time that stand without a preposition (`Tuesday`, `yesterday`, `last`).
    pub(crate) const TIME: u32 = 1 << 14;
    /// A finite form of a verb that reports nothing.
    pub(crate) const FINITE: u32 = 1 << 15;
    /// Nouns for people by what they do (`spokesman`, `official`).
    pub(crate) const ROLE: u32 = 1 << 16;
    pub(crate) const ADJ: u32 = 1 << 17;
    pub(crate) const NUMBER: u32 = 1 << 18;
    /// Nouns for bodies that speak (`ministry`, `campaign`).
    pub(crate) const BODY: u32 = 1 << 19;
    /// Nouns for documents that speak (`report`, `poll`).
    pub(crate) const PAPER: u32 = 1 << 20;
    /// Nouns for several people (`officials`, `critics`).
    pub(crate) const PEOPLE: u32 = 1 << 21;
    pub(crate) const WH: u32 = 1 << 22;
    pub(crate) const AUX: u32 = BE | HAVE | DO | MODAL;
}

/// How a reporting verb is built, as bits.
pub(in crate::nlp) mod frame {
    /// Direct speech, before or after; `said Smith`; `…, Smith said.`
    pub(crate) const SAY: u16 = 1;
    /// A clause: `that …`, `how …`, or bare.
    pub(crate) const CLAUSE: u16 = 1 << 1;
    /// A noun phrase that is the content: `condemned the attack`.
    pub(crate) const NOUN: u16 = 1 << 2;
    /// `to do …`
    pub(crate) const TO: u16 = 1 << 3;
    /// Whom it is said to comes first: `told Smith that …`.
    pub(crate) const TOLD: u16 = 1 << 4;
    /// Needs quotation marks, `that` or a particle to count: too many other senses.
    pub(crate) const WEAK: u16 = 1 << 5;
    /// Telling as a fiction writer does: `he growled`; only beside quotation marks.
    pub(crate) const MANNER: u16 = 1 << 6;
}

/// The forms of a verb, as bits.
pub(in crate::nlp) mod form {
    pub(crate) const BASE: u8 = 1;
    pub(crate) const S: u8 = 1 << 1;
    pub(crate) const PAST: u8 = 1 << 2;
    pub(crate) const PARTICIPLE: u8 = 1 << 3;
    pub(crate) const ING: u8 = 1 << 4;
}

/// A form of a reporting verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) struct Verb {
    /// Bits of [`frame`].
    pub(in crate::nlp) frame: u16,
    /// Bits of [`form`].
    pub(in crate::nlp) form: u8,
    /// Particles after which a noun phrase is the content (`for` in `called for`); an index into [`particles`].
    pub(in crate::nlp) lemma: u16,
}

/// What is known about one word form.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::nlp) struct Entry {
    /// Bits of [`class`].
    pub(in crate::nlp) class: u32,
    /// As a reporting verb.
    pub(in crate::nlp) verb: Option<Verb>,
}

/// What is known about `lower`, a word in lower case.
pub(in crate::nlp) fn look_up(lower: &str) -> Entry {
    LEXICON.words.get(lower).copied().unwrap_or_default()
}

/// The particles that the verb takes before a noun phrase as its content.
pub(in crate::nlp) fn particles(verb: Verb) -> &'static [&'static str] {
    LEXICON.lemmas.get(usize::from(verb.lemma)).map_or(&[], |l| l.1.as_slice())
}

/// The base form of the verb.
pub(in crate::nlp) fn lemma(verb: Verb) -> &'static str {
    LEXICON.lemmas.get(usize::from(verb.lemma)).map_or("", |l| l.0)
}

struct Lexicon {
    words: HashMap<String, Entry>,
    lemmas: Vec<(&'static str, Vec<&'static str>)>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(build);

fn build() -> Lexicon {
    let mut lexicon = Lexicon { words: HashMap::with_capacity(4096), lemmas: Vec::new() };
    for (bits, words) in CLASSES {
        for word in words.split_whitespace() {
            lexicon.words.entry(word.to_owned()).or_default().class |= bits;
        }
    }
    for stem in OTHER_VERBS.split_whitespace() {
        let mut forms = stem.split('/');
        let base = forms.next().unwrap_or_default();
        let past = forms.next().map_or_else(|| regular_past(base), str::to_owned);
        for word in [third_person(base), past] {
            lexicon.words.entry(word).or_default().class |= class::FINITE;
        }
    }
    for (bits, verbs) in VERBS {
        for written in verbs.split_whitespace() {
            add_verb(&mut lexicon, *bits, written);
        }
    }
    lexicon
}

/// `written` is `base[/past[/participle]][+particle…]`.
fn add_verb(lexicon: &mut Lexicon, frame: u16, written: &'static str) {
    let mut parts = written.split('+');
    let mut forms = parts.next().unwrap_or_default().split('/');
    let base = forms.next().unwrap_or_default();
    let particles: Vec<&'static str> = parts.collect();
    let past = forms.next().map_or_else(|| regular_past(base), str::to_owned);
    let participle = forms.next().map_or_else(|| past.clone(), str::to_owned);
    let lemma = match lexicon.lemmas.iter().position(|l| l.0 == base) {
        Some(known) => {
            if let Some(entry) = lexicon.lemmas.get_mut(known) {
                entry.1.extend(particles);
            }
            known
        }
        None => {
            lexicon.lemmas.push((base, particles));
            lexicon.lemmas.len() - 1
        }
    };
    let lemma = u16::try_from(lemma).unwrap_or(u16::MAX);
    let all = [
        (base.to_owned(), form::BASE),
        (third_person(base), form::S),
        (past, form::PAST),
        (participle, form::PARTICIPLE),
        (ing(base), form::ING),
    ];
    for (word, bit) in all {
        let entry = lexicon.words.entry(word).or_default();
        entry.verb = Some(match entry.verb {
            Some(v) => Verb { frame: v.frame | frame, form: v.form | bit, lemma: v.lemma },
            None => Verb { frame, form: bit, lemma },
        });
    }
}

fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn consonant_y(base: &str) -> bool {
    let mut rev = base.chars().rev();
    rev.next() == Some('y') && rev.next().is_some_and(|c| !vowel(c))
}

/// Verbs whose last consonant is doubled: one syllable, or stressed on the last (listed).
fn doubles(base: &str) -> bool {
    let mut rev = base.chars().rev();
    let (Some(c), Some(v), Some(b)) = (rev.next(), rev.next(), rev.next()) else { return false };
    let short = !vowel(c) && !matches!(c, 'w' | 'x' | 'y') && vowel(v) && (!vowel(b) || base.starts_with("qu"));
    short
        && (base.chars().filter(|c| vowel(*c)).count() == 1
            || base == "quip"
            || matches!(base, "admit" | "refer" | "prefer" | "rebut" | "commit"))
}

fn last(base: &str) -> char {
    base.chars().next_back().unwrap_or(' ')
}

fn without_last(base: &str) -> &str {
    let mut chars = base.chars();
    chars.next_back();
    chars.as_str()
}

fn third_person(base: &str) -> String {
    if consonant_y(base) {
        format!("{}ies", without_last(base))
    } else if base.ends_with("sh") || base.ends_with("ch") || matches!(last(base), 's' | 'x' | 'z' | 'o') {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}

fn regular_past(base: &str) -> String {
    if base.ends_with('e') {
        format!("{base}d")
    } else if consonant_y(base) {
        format!("{}ied", without_last(base))
    } else if doubles(base) {
        format!("{base}{}ed", last(base))
    } else {
        format!("{base}ed")
    }
}

fn ing(base: &str) -> String {
    if base.ends_with("ie") {
        format!("{}ying", without_last(without_last(base)))
    } else if base.ends_with('e') && !base.ends_with("ee") {
        format!("{}ing", without_last(base))
    } else if doubles(base) {
        format!("{base}{}ing", last(base))
    } else {
        format!("{base}ing")
    }
}

use class::{
    ADJ, ADV, BE, BODY, CONJ, DET, DO, FINITE, HAVE, MODAL, NEG, NUMBER, OBJECT, PAPER, PEOPLE, POSSESSIVE, PREP,
    PRONOUN, REL, ROLE, SUB, TIME, WH,
};

const CLASSES: &[(u32, &str)] = &[
    (
        DET,
        "a an the this that these those some any every each no another both all most many several few much more such either neither \
           other enough half certain various numerous countless",
    ),
    (POSSESSIVE, "my your his her its our their whose"),
    (
        PRONOUN,
        "i you he she it we they who someone somebody everyone everybody anyone anybody nobody others one this that these those \
               some many most all both few several none another each what which",
    ),
    (OBJECT, "me him us them myself yourself himself herself itself ourselves themselves whom"),
    (
        PREP,
        "of in on at to for from by with about against between among amid during after before under over into onto through across \
            behind beyond near without within along around despite toward towards upon via per since until throughout outside inside \
            above below beneath beside besides except unlike like regarding concerning versus off amongst alongside following aboard",
    ),
    (CONJ, "and or but nor yet &"),
    (
        SUB,
        "because although though while when whenever whereas if unless until since as after before once where wherever lest whether \
           so than",
    ),
    (REL, "who which that whom whose"),
    (WH, "what how why where when whether who which if whatever whoever"),
    (
        BE,
        "is are was were be been being am 's isn't aren't wasn't weren't he's she's it's i'm they're we're you're that's who's \
          isn’t aren’t wasn’t weren’t he’s she’s it’s i’m they’re we’re you’re that’s who’s",
    ),
    (
        HAVE,
        "has have had having hasn't haven't hadn't hasn’t haven’t hadn’t i've we've they've you've i’ve we’ve they’ve you’ve",
    ),
    (DO, "do does did don't doesn't didn't don’t doesn’t didn’t"),
    (
        MODAL,
        "will would can could may might must shall should won't wouldn't can't cannot couldn't shouldn't mustn't won’t wouldn’t \
             can’t couldn’t shouldn’t he'd she'd they'd we'd he’d she’d they’d we’d he'll she'll they'll he’ll she’ll they’ll i'll \
             we'll i’ll we’ll i'd i’d",
    ),
    (NEG, "not never n't"),
    (
        ADV,
        "also then now later just still even ever once again already soon often always sometimes too only rather quite almost perhaps \
           maybe instead however meanwhile therefore thus nonetheless nevertheless first long since further twice further so far yet \
           somewhat indeed moreover furthermore likewise otherwise afterwards afterward thereby simply merely well aloud today tonight \
           yesterday tomorrow recently repeatedly earlier famously",
    ),
    (
        TIME,
        "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow last next this earlier later \
            afterward afterwards recently soon mon tue wed thu fri sat sun morning afternoon evening night week month year weekend \
            january february march april may june july august september october november december jan feb mar apr jun jul aug sept \
            sep oct nov dec ago",
    ),
    (
        NUMBER,
        "one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands million \
              millions billion billions trillion half twenty thirty forty fifty sixty seventy eighty ninety",
    ),
    (
        ADJ,
        "new old former senior top current late high low big small young good bad great major local national international foreign \
           federal public private political military chief deputy vice acting own same only first second third next last leading prominent \
           key main several various longtime veteran retired outgoing incoming former own early presumptive conservative liberal \
           progressive democratic republican presidential congressional legal social economic financial medical american british \
           russian chinese french german european israeli african asian anti pro far very more less most least so-called close \
           unnamed anonymous fellow future recent previous similar different whole entire possible potential likely",
    ),
    (
        ROLE,
        "spokesman spokeswoman spokesperson official president minister secretary senator congressman congresswoman governor mayor \
            director chairman chairwoman chair chief leader head lawyer attorney judge professor expert analyst strategist adviser \
            advisor consultant aide manager reporter journalist editor author writer historian economist scientist researcher doctor \
            physician nurse teacher student police officer detective sheriff prosecutor candidate nominee politician lawmaker \
            legislator representative ambassador envoy diplomat commander general colonel captain sergeant soldier activist organizer \
            advocate critic supporter opponent voter resident neighbor witness victim owner founder executive ceo president farmer \
            worker engineer coach player actor actress singer artist pastor priest bishop pope imam rabbi king queen prince princess \
            man woman boy girl mother father son daughter wife husband brother sister friend uncle aunt colleague partner boss \
            counsel speaker whip pollster biographer commissioner chancellor premier emperor duke lord lady sir dean principal \
            superintendent curator conductor composer critic blogger columnist anchor host moderator correspondent insider source \
            donor veteran democrat republican conservative liberal deputy coordinator administrator operative delegate surrogate \
            psychologist psychiatrist surgeon biologist physicist chemist geologist astronomer climatologist author co-author \
            fan participant applicant customer patient passenger driver pilot attendant demonstrator protester marcher heckler \
            landlord tenant baker chef gardener merchant clerk stranger inspector constable doctor",
    ),
    (
        BODY,
        "ministry government campaign administration committee commission company firm agency department court panel board council \
            senate congress house party union bank group organization organisation association institute university school church \
            newspaper paper magazine network outlet site website channel station team club police army navy military regime \
            parliament cabinet coalition opposition embassy office bureau service authority charity foundation corporation start-up \
            city state country nation white-house kremlin pentagon vatican crowd public audience community industry media press jury \
            officialdom pac",
    ),
    (
        PAPER,
        "report poll survey study statement letter memo email e-mail article story book document transcript ad advertisement video \
             release indictment complaint lawsuit filing analysis paper editorial headline tweet post message text speech sign banner \
             caption note bill law resolution amendment ruling order verdict survey census data figures numbers polls studies reports \
             documents emails records surveys results findings research evidence script op-ed column advert",
    ),
    (
        PEOPLE,
        "officials people voters critics supporters opponents experts analysts leaders lawmakers politicians senators democrats \
              republicans conservatives liberals americans reporters journalists residents neighbors witnesses sources friends \
              scientists researchers economists historians prosecutors lawyers attorneys police authorities aides advisers allies \
              activists advocates protesters observers insiders members employees workers students parents families women men \
              teachers doctors investors executives strategists candidates rivals donors delegates fans investigators detectives \
              organizers spokesmen soldiers commanders ministers diplomats governments states countries nations players respondents \
              percent pundits operatives surrogates moderates progressives evangelicals muslims christians jews immigrants refugees",
    ),
    (
        FINITE,
        "was were is are has had did does went got made came took gave ran began became left held kept led met won lost paid sent \
              put set stood sat rose fell grew brought bought caught fought built spent broke chose drove flew hit hurt let lay laid \
              rode shot spoke stole struck swore threw wore drew beat ate hung meant kept slept sold sought dealt bore",
    ),
];

/// Other common verbs: their finite forms mark the clauses of a sentence. `base[/past]`.
const OTHER_VERBS: &str = "work live move start stop turn run/ran play help remain allow include require involve provide create serve \
    follow win/won lose/lost need use try die open close walk look end face raise join pass reach cause lead/led leave/left lie carry \
    contain cover cut/cut deal/dealt depend develop drop earn enter exist fail fill fly/flew gain handle happen hold/held increase \
    keep/kept kill land last launch lift make/made manage mark marry meet/met miss occur own pay/paid perform place prepare prevent \
    produce protect prove pull push receive reduce remove replace represent rest result return rise/rose save sell/sold send/sent \
    settle share shift shoot/shot sit/sat sleep/slept smile spend/spent stand/stood stay stem step struggle succeed suffer survive \
    take/took tend throw/threw touch train travel treat visit wait wake watch wear/wore get/got give/gave go/went come/came become/became \
    begin/began bring/brought build/built buy/bought catch/caught choose/chose draw/drew drive/drove eat/ate fall/fell fight/fought \
    grow/grew hang/hung hit/hit let/let put/put set/set steal/stole strike/struck emerge remain enjoy escape finish form head hire host \
    inspire introduce invite issue lack lean loom occupy order organise organize participate plead pour press proceed pursue quit/quit \
    release resign retire rule rush seize serve shake/shook sign slip sound split/split spread/spread stretch study swing/swung tour \
    trail trap trigger trust view violate wander wash weigh wield withdraw/withdrew wreck yield deliver arrive attend avoid belong \
    bear/bore beat/beat benefit bind block boost borrow burn collapse collect combine compete complete concern confront connect";

use frame::{CLAUSE, MANNER, NOUN, SAY, TO, TOLD, WEAK};

/// Reporting verbs by how they are built; `base[/past[/participle]][+particle…]`.
const VERBS: &[(u16, &str)] = &[
    (
        SAY | CLAUSE,
        "say/said add write/wrote/written tweet retweet post blog email text insist reply argue joke quip remark observe \
        boast complain+about+of contend maintain testify+about opine muse+about conclude recall concede assert reason lament+over \
        caution counter retort elaborate+on theorize quote declare state acknowledge comment+on gush+about write/wrote/written marvel+at \
        reflect+on specify summarize agree+with+to volunteer wonder+about interject fume+about rant+about rave+about quip warn+of+about+against \
        respond+to+by answer intone opine exclaim crow",
    ),
    (
        SAY | CLAUSE | NOUN,
        "announce note report claim explain admit confess allege affirm reaffirm reiterate repeat emphasize emphasise stress \
        underline underscore highlight predict forecast suggest propose recommend reveal disclose confirm deny recount proclaim advise \
        stipulate vow preach echo demand request reason relate hint+at imply speculate+about clarify acknowledge concede lament recall \
        bemoan decry blurt retell",
    ),
    (SAY | CLAUSE | TOLD, "tell/told warn remind assure inform advise notify caution promise reassure"),
    (SAY | CLAUSE | TOLD | NOUN, "ask+about+for"),
    (SAY, "continue+with begin/began/begun proceed conclude read/read/read"),
    (SAY | CLAUSE | TO, "promise vow pledge swear/swore/sworn offer threaten propose agree urge demand"),
    (
        CLAUSE,
        "think/thought/thought+about+of believe+in feel/felt/felt hope+for fear know/knew/known+about suspect assume doubt understand/understood \
        realize realise guess imagine worry+about wish wonder predict estimate calculate reckon figure argue deem judge infer dream+of \
        anticipate presume opine bet/bet hypothesize determine rule",
    ),
    (CLAUSE | TO, "hope decide expect intend agree plan+on+for threaten"),
    (TO, "want refuse decline seek/sought/sought vow opt prefer hesitate yearn long aspire aim volunteer pledge offer"),
    (
        NOUN,
        "want oppose support back endorse favor favour prefer consider question challenge seek/sought doubt mention address cite",
    ),
    (
        NOUN,
        "condemn criticize criticise denounce praise blast slam attack mock dismiss reject defend welcome thank accuse blame \
        describe discuss cite label dub brand term characterize characterise portray depict liken applaud hail celebrate commend \
        congratulate decry deplore deride ridicule disparage disavow renounce repudiate rebuke rebuff rebut refute lambaste assail \
        bash tout champion advocate voice articulate outline detail unveil embrace invoke reference express pan laud chide scold chastise \
        admonish berate castigate skewer trash malign vilify demonize contradict dispute contest protest regret resent \
        appreciate credit fault salute mourn mention address debate demand pledge propose",
    ),
    (NOUN | TOLD | TO, "urge order implore beg encourage instruct request advise invite challenge exhort beseech"),
    (SAY | NOUN, "call+for+on chant sing/sang/sung shout+at scream+at yell+at read/read/read"),
    (CLAUSE | NOUN, "forget/forgot/forgotten remember notice ignore recognize recognise discover detect"),
    (
        CLAUSE | WEAK,
        "find/found/found show/showed/shown see/saw/seen learn+of+about indicate suggest signal decide demonstrate \
        hear/heard/heard teach/taught point+out+to rule",
    ),
    (
        WEAK,
        "talk+about+of speak/spoke/spoken+about+of+against refer+to allude+to object+to side+with disagree+with apologize+for apologise+for \
        push+for press+for rail+against lash/lashed+out vote+for+against inquire+about inquire focus+on point+to+out \
        campaign+for+against react+to vent+about boast+about brag+about joke+about lecture+on scoff+at sneer+at bristle+at \
        sign+onto vouch+for agree+on lie+about balk+at backtrack+on warn+of hint+at testify+to gloat+over weigh+in respond+to",
    ),
    (
        SAY | MANNER,
        "whisper mutter murmur mumble cry growl groan gasp stammer chuckle laugh snap sneer sigh scoff snort shriek \
        roar bellow thunder hiss sob wail croak grunt drawl whimper pant stutter plead protest demand persist interrupt inquire \
        enquire resume ejaculate rejoin falter echo remonstrate tease deadpan venture pronounce rasp beam grin prompt \
        urge breathe bark squeak squeal moan grumble hum hoot implore entreat beseech advise acquiesce announce assent suggest \
        correct coax repeat suppose go/went/gone",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_inflect_as_english_does() {
        for (word, want) in [
            ("denied", form::PAST | form::PARTICIPLE),
            ("denying", form::ING),
            ("pledges", form::S),
            ("admitted", form::PAST | form::PARTICIPLE),
            ("wrote", form::PAST),
            ("written", form::PARTICIPLE),
            ("urging", form::ING),
            ("stresses", form::S),
            ("told", form::PAST | form::PARTICIPLE),
            ("quipped", form::PAST | form::PARTICIPLE),
            ("offered", form::PAST | form::PARTICIPLE),
        ] {
            assert_eq!(look_up(word).verb.map(|v| v.form), Some(want), "{word}");
        }
        assert!(look_up("stoped").class == 0 && look_up("stopped").class & class::FINITE != 0);
    }

    #[test]
    fn particles_belong_to_their_verb() {
        let verb = look_up("called").verb.unwrap();
        assert_eq!(lemma(verb), "call");
        assert!(particles(verb).contains(&"for") && !particles(verb).contains(&"about"));
    }
}
