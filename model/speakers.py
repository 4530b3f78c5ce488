"""Learns the weights of the ranking of speakers (src/nlp/speakers/ranking.rs) from novels in which people marked the speakers.

usage: python speakers.py [--corpus ../shared/corpus] [--write]

The engine writes what the ranking looks at (`scenes_for_learning` in src/nlp/tests/scenes.rs); this script computes the
same features as `Ranking::standing` and `Ranking::following`, fits a conditional logit model by AdaGrad and prints how
often the speaker is right in four novels and a fifth of LitBank that it did not learn from. --write then learns from
all of them and writes src/nlp/data/speaker_weights.txt.
"""
import bisect
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import numpy as np

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "src" / "nlp"
CORPUS = pathlib.Path(sys.argv[sys.argv.index("--corpus") + 1] if "--corpus" in sys.argv else "../shared/corpus").resolve()
sys.path.insert(0, str(CORPUS))
import novel  # noqa: E402
from score import match, prepare, same_name  # noqa: E402

HELD = ("NightAndDay", "TheAwakening", "TheMysteriousAffairAtStyles", "TheSportOfTheGods")
K = 14
RANKED = ('He', 'She', 'Nothing', 'Other')
VOC_AFTER = re.compile(r"[,!?.;—-]"); VOC_BEFORE = re.compile(r"(,\s|[\"“'‘—]|[,\"“] ?(Mr|Mrs|Miss|Dr|my dear|dear|Sir|Lady|Aunt|Uncle|Cousin|Captain|Major|Colonel)\.?\s|(Oh|Ah|No|Yes|Well|Why|Come|my dear),? )$")

def load(scenes, gold):
    docs = {d['id']: d for d in map(json.loads, open(gold))}
    out = []
    for line in open(scenes):
        row = json.loads(line); d = docs[row['id']]
        out.append(scene(d, row['scene']))
    return out

def scene(d, s):
    text = d['text']; raw = text.encode()
    # bytes -> code points
    starts = []
    if len(raw) == len(text): conv = lambda x: x
    else:
        idx = np.cumsum([len(c.encode()) for c in text]); idx = np.concatenate([[0], idx]); lst = idx.tolist()
        conv = lambda x: bisect.bisect_left(lst, x)
    D = {'id': d['id'], 'doc': d, 'text': text}
    D['figures'] = s['figures']; D['narrator'] = s['narrator']
    spots = [(conv(a), conv(b), f, 0, q, su, 0, fo) for a, b, f, q, su, fo in s['spots']]
    D['loose'] = [(conv(a), 0, w, su) for a, w, su in s['loose']]
    D['blocks'] = [(conv(a), conv(b)) for a, b in s['blocks']]
    D['spots'] = spots; D['pos'] = [x[0] for x in spots]; D['lpos'] = [x[0] for x in D['loose']]
    turns = []
    for t in s['turns']:
        c = [[conv(a), conv(b)] for a, b in t['content']]
        turns.append({'content': c, 's': c[0][0], 'e': c[-1][1], 'block': t['block'], 'by': t['by'], 'guess': t['guess'], 'called': t['called'], 'asks': t['asks'], 'conf': 0})
    # gold
    tab = novel.table(d.get('characters', [])); lo = novel.loose(tab)
    chars = {}
    forms = collections.defaultdict(collections.Counter)
    for a, b, f, bl, q, su, po, fo in spots:
        if fo == 0:
            m = novel.HON.search(text[max(0, a - 14):a]); forms[f][(m.group(1) + ' ' if m else '') + text[a:b]] += 1
    for n, (name, fs, named, g, person) in enumerate(s['figures']):
        forms[n][name] += .5
        if not d.get('characters'): continue
        v = novel.votes(forms[n], tab, lo)
        if v: chars[n] = v.most_common(1)[0][0]
    D['chars'] = chars
    g = prepare(text, d['attributions']); q = prepare(text, [{'content': t['content']} for t in turns])
    # keep the index: prepare drops empty
    m = {j: i for i, j in match(g, q, .5)} if len(q) == len(turns) else {}
    votes = collections.Counter()
    for j, t in enumerate(turns):
        a = g[m[j]] if j in m else None
        t['type'] = a.get('type') if a else None
        t['gold'] = None; t['ok'] = None
        if a and a.get('speaker'):
            if d.get('characters'):
                t['gold'] = a.get('character')
                t['ok'] = {n for n, c in chars.items() if c == a.get('character')}
            else:
                t['gold'] = a['speaker'][0] if isinstance(a['speaker'], list) else a['speaker']
                t['ok'] = {n for n in range(len(s['figures'])) if same_name(a['speaker'], s['figures'][n][0])}
            if t['by'] == 'Me': votes[t['gold']] += 1
    for t in turns: t['strict'] = t['ok']
    D['gold_all'] = [(a.get('type'), a.get('character') or a.get('speaker')) for a in g if a.get('speaker')]
    D['ngold'] = len(D['gold_all'])
    # the narrator: whoever I is
    if D['narrator'] is not None and votes:
        D['narrator_gold'] = votes.most_common(1)[0][0]
        for t in turns:
            if t['gold'] == D['narrator_gold'] and t['ok'] is not None: t['ok'] = t['ok'] | {D['narrator']}
        D['chars'] = dict(chars); D['chars'][D['narrator']] = D['narrator_gold']
    D['turns'] = turns
    D['alias'] = alias(D)
    if D['alias'] is not None:
        e, N = D['alias'], D['narrator']
        D['spots'] = [(a, b, N if f == e else f, *r) for a, b, f, *r in D['spots']]
        for t in turns:
            if t['guess'] == e: t['guess'] = N
            if t['called'] == e: t['called'] = N
            if t['ok'] is not None and e in t['ok']: t['ok'] = t['ok'] | {N}
            if t['strict'] is not None and e in t['strict']: t['strict'] = t['strict'] | {N}
    prepare_turns(D)
    return D

def alias(D):
    N, text = D['narrator'], D['text']
    if N is None: return None
    named = collections.Counter(); outside = collections.Counter(); voc = collections.Counter()
    for x in D['spots']:
        if x[7] != 0 or not D['figures'][x[2]][4]: continue
        named[x[2]] += 1; outside[x[2]] += not x[4]
        if x[4] and VOC_AFTER.match(text[x[1]:x[1] + 1] or '.') and VOC_BEFORE.search(text[max(0, x[0] - 12):x[0]]): voc[x[2]] += 1
    best = [(voc[e], -e) for e in voc if voc[e] >= 1 and outside[e] * 10 <= named[e]]
    return -max(best)[1] if best else None

def span_spots(D, a, b):
    return [D['spots'][k] for k in range(bisect.bisect_left(D['pos'], a), bisect.bisect_left(D['pos'], b))]

def prepare_turns(D):
    text, T, B = D['text'], D['turns'], D['blocks']
    D['freq'] = collections.Counter(x[2] for x in D['spots'] if x[7] != 2)
    D['has'] = {t['block'] for t in T}
    for n, t in enumerate(T):
        P = t['block']; lo, hi = B[P]
        prev = T[n - 1] if n else None; nxt = T[n + 1] if n + 1 < len(T) else None
        left = prev['e'] if prev and prev['block'] == P else lo
        right = nxt['s'] if nxt and nxt['block'] == P else hi
        nar = lambda a, b: [x for x in span_spots(D, a, b) if not x[4] and D['figures'][x[2]][4]]
        t['pb'] = nar(left, t['s']); t['pa'] = nar(t['e'], right); t['pall'] = {x[2] for x in nar(lo, hi)}
        t['inn'] = nar(t['s'], t['e'])
        t['inside'] = set(); t['voc'] = set()
        for x in span_spots(D, t['s'], t['e']):
            if x[4]:
                t['inside'].add(x[2])
                if VOC_AFTER.match(text[x[1]:x[1] + 1] or '.') and VOC_BEFORE.search(text[max(0, x[0] - 12):x[0]]): t['voc'].add(x[2])
        if t['called'] is not None: t['voc'].add(t['called'])
        t['pv'], t['lead'], t['nx'] = [], False, []
        t['pvq'] = P > 0 and (P - 1) in D['has']
        if P > 0:
            t['pv'] = nar(*B[P - 1]); t['lead'] = text[B[P - 1][0]:B[P - 1][1]].rstrip()[-1:] in (':', ',')
        if P + 1 < len(B) and (P + 1) not in D['has']: t['nx'] = nar(*B[P + 1])
        t['new'] = t['s'] - lo < 3
        # a pronoun that is the subject right before or right after
        beat = None
        for k in range(bisect.bisect_left(D['lpos'], t['s']) - 1, -1, -1):
            a, bl, w, su = D['loose'][k]
            if a < left: break
            if su and w in ('He', 'She', 'Speaker'): beat = w; break
        after = None
        for k in range(bisect.bisect_left(D['lpos'], t['e']), len(D['loose'])):
            a, bl, w, su = D['loose'][k]
            if a >= right: break
            if su and w in ('He', 'She', 'Speaker'): after = w; break
        lead = None
        if P > 0 and not t['pvq'] and t['new']:
            for k in range(bisect.bisect_left(D['lpos'], B[P - 1][1]) - 1, -1, -1):
                a, bl, w, su = D['loose'][k]
                if a < B[P - 1][0]: break
                if su and w in ('He', 'She', 'Speaker'): lead = w; break
        t['beat'], t['after'], t['leadp'] = beat, after, lead

def cands(D, n, hist):
    t = D['turns'][n]; T = D['turns']; c = []
    person = lambda e: D['figures'][e][4]
    def add(e):
        if e is not None and e not in c and person(e): c.append(e)
    k = 0
    for h in reversed(hist):
        if h is not None and h not in c: c.append(h)
        k += 1
        if len(c) >= 5 or k > 24: break
    for src in (t['pb'], t['pa'], t['inn'], t['pv'], t['nx']):
        for x in src[:6]: add(x[2])
    for z in (n + 1, n + 2):
        if z < len(T) and T[z]['by'] in ('Name', 'Noun', 'Me'): add(T[z]['guess'])
    if n:
        for e in sorted(T[n - 1]['voc']): add(e)
    add(t['guess'])
    if D['narrator'] is not None: add(D['narrator'])
    k = bisect.bisect_left(D['pos'], t['s'])
    for z in range(k - 1, max(-1, k - 40), -1):
        if len(c) >= K: break
        add(D['spots'][z][2])
    return c[:K + 4]

def feats(D, n, hist, c):
    t = D['turns'][n]; T = D['turns']; N = D['narrator']
    by = 'he' if t['by'] in ('He', 'She') else 'no'
    want = 1 if t['by'] == 'He' else -1 if t['by'] == 'She' else 0
    seq = [h for h in hist[-24:] if h is not None]
    prev = seq[-1] if seq else None; prev2 = None
    for h in reversed(seq[:-1]):
        if h != prev: prev2 = h; break
    samep = n > 0 and T[n - 1]['block'] == t['block']; adj = n > 0 and t['block'] - T[n - 1]['block'] == 1
    gap = 'same' if samep else 'adj' if adj else 'near' if n and t['block'] - T[n - 1]['block'] <= 3 else 'far'
    nxt = T[n + 1] if n + 1 < len(T) else None; nxt2 = T[n + 2] if n + 2 < len(T) else None
    k = bisect.bisect_left(D['pos'], t['s']); dl = collections.Counter(); last = {}
    for z in range(max(0, k - 60), k):
        x = D['spots'][z]
        dl[x[2]] += 1; last[x[2]] = x[0]
    fixed = ('Name', 'Noun', 'Me')
    names = lambda l: [x for x in l if x[7] != 2]
    asked = n > 0 and T[n - 1]['asks']
    out = []
    for e in c:
        b = []
        def put(base, variant=''): b.append(base + '|' + variant)
        fig = D['figures'][e]
        place = 'new' if t['new'] else 'mid'
        if asked: place += 'asked'
        if e == prev:
            put('prev', gap)
            if adj: put('prevadj', place)
        if e == prev2:
            put('prev2', gap)
            if adj: put('prev2adj', place)
        if e in seq[-6:] and e not in (prev, prev2): put('recent')
        if e not in seq[-12:]: put('newspeaker')
        for key in ('pb', 'pa', 'inn', 'nx'):
            l = names(t[key])
            if l:
                if e == l[0][2]: put(key, 'first')
                if e == l[-1][2]: put(key, 'last')
                if any(x[2] == e and x[5] for x in l): put(key, 'subject')
                if any(x[2] == e for x in l): put(key, 'any')
            if any(x[2] == e and x[5] and x[7] == 2 for x in t[key]): put(key, 'pronoun')
        if e in t['pall']: put('pall')
        l = names(t['pv']); tag = ('quoted' if t['pvq'] else '') + ('leads' if t['lead'] else '')
        if l:
            if e == l[0][2]: put('pvfirst', tag)
            if e == l[-1][2]: put('pvlast', tag)
            if any(x[2] == e and x[5] for x in l): put('pvsubject', tag)
        if any(x[2] == e and x[5] and x[7] == 2 for x in t['pv']): put('pvpronoun', tag)
        if e in t['voc']: put('called')
        elif e in t['inside']: put('inside')
        if n and e in T[n - 1]['voc']: put('calledbefore', gap)
        elif n and e in T[n - 1]['inside'] and adj: put('insidebefore')
        if n > 1 and e in T[n - 2]['voc'] and adj: put('calledtwobefore')
        if nxt and nxt['block'] - t['block'] == 1:
            if e in nxt['voc']: put('callednext')
            elif e in nxt['inside']: put('insidenext')
            if nxt['by'] in fixed: put('next', 'same' if nxt['guess'] == e else 'other')
            elif nxt['by'] in ('He', 'She') and fig[3]: put('next', 'agrees' if (nxt['by'] == 'He') == (fig[3] == 1) else 'differs')
            if nxt2 and nxt2['block'] - nxt['block'] == 1 and nxt2['by'] in fixed: put('next2', 'same' if nxt2['guess'] == e else 'other')
        if nxt and nxt['block'] == t['block']:
            if nxt['by'] in fixed: put('here', 'same' if nxt['guess'] == e else 'other')
            elif nxt['by'] in ('He', 'She') and fig[3]: put('here', 'agrees' if (nxt['by'] == 'He') == (fig[3] == 1) else 'differs')
        if e == t['guess']: put('guess', t['by'])
        g = fig[3]
        if want and e != N: put('gender', 'agrees' if g == want else 'unknown' if g == 0 else 'differs')
        for key in ('beat', 'after', 'leadp'):
            w = t[key]
            if w == 'Speaker': put(key, 'me' if e == N else 'notme')
            elif w and e != N: put(key, 'agrees' if g == (1 if w == 'He' else -1) else 'unknown' if g == 0 else 'differs')
            elif w: put(key, 'narrator')
        if e == N: put('narrator')
        if not fig[2] and e != N: put('noun')
        if e != N and D['freq'][e] == 0: put('nowhere')
        f = {}
        for x in b:
            f[x] = f.get(x, 0) + 1.; f[x + '&' + by] = f.get(x + '&' + by, 0) + 1.
        for k, v in (('often|', np.log1p(D['freq'][e])), ('lately|', np.log1p(dl[e])), ('far|', np.log1p((t['s'] - last[e]) / 200) if e in last else 4.0)):
            f[k] = v; f[k + '&' + by] = v
        out.append(f)
    return out

class Feats:
    def __init__(self): self.ix = {}
    def row(self, fs, grow):
        rows = []
        for f in fs:
            ids, vs = [], []
            for k, v in f.items():
                if k not in self.ix:
                    if not grow: continue
                    self.ix[k] = len(self.ix)
                ids.append(self.ix[k]); vs.append(v)
            rows.append((np.array(ids), np.array(vs)))
        return rows

def examples(Ds, F, grow=True):
    ex = []
    for D in Ds:
        hist = []
        for n, t in enumerate(D['turns']):
            ok = t['ok']
            if t['by'] in RANKED and ok:
                c = cands(D, n, hist)
                o = np.array([e in ok for e in c], float)
                if o.any() and not o.all(): ex.append((F.row(feats(D, n, hist, c), grow), o))
            if t['by'] not in RANKED: hist.append(t['guess'])
            elif ok: hist.append(next((h for h in reversed(hist[-10:]) if h in ok), None) or max(ok, key=lambda e: D['freq'][e]))
            else: hist.append(None)
    return ex

def train(ex, nf, epochs=6, lr=.1, l2=3e-5, seed=1, average=True):
    w = np.zeros(nf + 200); g2 = np.full(nf + 200, 1e-2); avg = np.zeros(nf + 200); steps = 0
    rnd = random.Random(seed); ex = list(ex)
    for ep in range(epochs):
        rnd.shuffle(ex)
        for rows, o in ex:
            s = np.array([w[i] @ v for i, v in rows]); p = np.exp(s - s.max()); p /= p.sum()
            po = p * o; po /= po.sum(); d = po - p
            for (i, v), x in zip(rows, d):
                if abs(x) > 1e-3:
                    gr = x * v - l2 * w[i]; g2[i] += gr * gr; w[i] += lr * gr / np.sqrt(g2[i])
            if ep >= epochs // 2: avg += w; steps += 1
    return avg / steps if average else w

def decode(D, w, F, beam=5):
    beams = [(0., [])]; conf = []
    for n, t in enumerate(D['turns']):
        if t['by'] not in RANKED:
            beams = [(s, h + [t['guess']]) for s, h in beams]; continue
        new = []
        for s, h in beams:
            c = cands(D, n, h)
            if not c: new.append((s, h + [None])); continue
            rows = F.row(feats(D, n, h, c), False)
            sc = np.array([w[i] @ v for i, v in rows]); lp = sc - sc.max(); lp -= np.log(np.exp(lp).sum())
            for k in np.argsort(-lp)[:4]: new.append((s + lp[k], h + [c[k]]))
        new.sort(key=lambda x: -x[0]); seen = set(); beams = []
        for s, h in new:
            key = tuple(h[-4:])
            if key not in seen: seen.add(key); beams.append((s, h))
            if len(beams) >= beam: break
    return beams[0][1]

def right(D, n, e):
    t = D['turns'][n]
    return e is not None and e in t['strict']

def evaluate(Ds, w, F, show=True):
    R = collections.defaultdict(collections.Counter)
    for D in Ds:
        h = decode(D, w, F)
        novelname = 'litbank' if D['id'].startswith('litbank') else D['id'].split('#')[0]
        for ty, _ in D['gold_all']:
            for key in ('all', str(ty), novelname): R[key]['gold'] += 1
        for n, t in enumerate(D['turns']):
            if t['ok'] is None: continue
            for key in ('all', str(t['type']), 'by:' + t['by'], novelname):
                r = R[key]; r['n'] += 1; r['base'] += right(D, n, t['guess']); r['mine'] += right(D, n, h[n] if t['by'] in RANKED else t['guess']); r['possible'] += bool(t['ok'])
    for k, r in sorted(R.items()):
        print(f"{k:36s} gold {r['gold']:5d} found {r['n']:5d} base {r['base']/max(1,r['n']):.3f} ranker {r['mine']/max(1,r['n']):.3f} of all {r['mine']/max(1,r['gold']):.3f} (possible {r['possible']/max(1,r['n']):.3f})")
    return R

def write(F, w):
    names = sorted({k.split("&")[0] for k in F.ix})
    get = lambda k: float(w[F.ix[k]]) if k in F.ix else 0.0
    with open(SOURCE / "data" / "speaker_weights.txt", "w") as f:
        f.write("# Written by model/speakers.py; not to be edited by hand. A feature, how much it speaks for somebody in logits,\n")
        f.write("# and how much more where a pronoun says who speaks, and where no words do.\n")
        for k in names:
            f.write(f"{k} {get(k):.3f} {get(k + '&he'):.3f} {get(k + '&no'):.3f}\n")


def scenes(corpus):
    """What the ranking sees in a corpus, one scene a document."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
        env = dict(os.environ, PULLQUOTE_SCENES=f"{corpus}:{out.name}")
        subprocess.run(["cargo", "test", "--release", "--lib", "scenes_for_learning", "--", "--ignored"], env=env, check=True, cwd=SOURCE.parent)
        return load(out.name, corpus)


def main():
    docs = scenes(CORPUS / "litbank-train.jsonl")
    held = docs[::5]
    docs += scenes(CORPUS / "pdnc-train.jsonl")
    held += [D for D in docs if any(h in D["id"] for h in HELD)]
    apart = {D["id"] for D in held}
    features = Feats()
    w = train(examples([D for D in docs if D["id"] not in apart], features), len(features.ix))
    evaluate(held, w, features)
    if "--write" in sys.argv:
        features = Feats()
        w = train(examples(docs, features), len(features.ix))
        write(features, w)


if __name__ == "__main__":
    main()
