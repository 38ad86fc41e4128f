/*
 * 한국어 검색 엔진 6/11: 낱말 하나가 나오는 쪽을 색인에서 찾습니다.
 *
 * 찾은 것은 모두 Map(파일 번호 -> {fit, hits, tier})입니다. fit은 가장 잘 들어맞은 정도이고, hits는 들어맞은 서로
 * 다른 꼴의 수이며, tier는 친 그대로(0)에서 얼마나 먼 것인지입니다. 색인에는 나온 횟수가 없으므로 꼴의
 * 수(`락을`, `락은`, `락의`)로 어림합니다.
 *
 * 친 그대로 나오는 쪽이 있어도 넓게 찾은 쪽을 함께 내놓습니다. 하나만 정확히 맞은 쪽이 나머지를 가리지 않게
 * 하려는 것입니다. 넓게 찾은 것은 tier로 뒤에 놓입니다.
 */
(() => {
  "use strict";

  const { fit, fitHangul, probe, conjugates, verbRoot, spokenRoots, doneNoun, sameVerb } = KoreanSearch;
  const {
    endsLikeVerb,
    openLast,
    oneSyllable,
    isParticle,
    nameParts,
    isNumber,
    word,
    jamo,
    current,
  } = KoreanSearch;
  const { follows, standsAlone, addSpellings, addNear, NEAR } = KoreanSearch;

  const START = "\n"; // 이은 글에서 낱말의 앞입니다.

  const scan = (words, needle, measure, found = new Map(), tier = 0) => {
    words.each(needle, (key, files) => {
      const value = measure(key);
      if (!(value > 0)) return;
      keep(found, key, value);
      for (const file of files) add(found, file, value, 1, tier);
    });
    return found;
  };
  /** 들어맞은 색인의 말. 본문에서 그 낱말이 나오는 절을 찾을 때 씁니다. */
  const keep = (found, key, value) => {
    found.forms ??= new Map();
    found.forms.set(key, Math.max(value, found.forms.get(key) ?? 0));
  };
  const add = (found, file, value, hits, tier = 0) => {
    const one = found.get(file);
    if (!one) found.set(file, { fit: value, hits, tier });
    else if (tier <= one.tier) {
      one.tier = tier;
      one.fit = Math.max(value, one.fit);
      one.hits += hits;
    }
  };
  const merge = (found, more, tier = 0, share = 1) => {
    more.forms?.forEach((value, key) => keep(found, key, value * share));
    more.forEach((one, file) =>
      add(found, file, one.fit * share, one.hits, Math.max(tier, one.tier)),
    );
  };
  const both = (left, right, value) => {
    const found = new Map();
    for (const [file, { hits, tier }] of left) {
      const other = right.get(file);
      if (other)
        found.set(file, {
          fit: value,
          hits: Math.min(hits, other.hits),
          tier: Math.max(tier, other.tier),
        });
    }
    return found;
  };

  /** 친 그대로 나오는 쪽. */
  const lookup = (given) => {
    if (given.root) return lookupVerb(given.root);
    if (given.hangul) return lookupHangul(given);
    return given.initials ? lookupInitials(given) : lookupName(given);
  };
  /** 친 그대로, 달리 적어, 꼴을 바꾸어 찾은 쪽 모두. 드물면 고쳐도 보고, 없으면 어림합니다. */
  const lookupWidely = (given) => {
    const { known } = current();
    // 한 글자를 더 칠 때마다 앞의 낱말들을 다시 찾지 않게 합니다.
    const name = [given.raw, given.stem, ...given.also.map((other) => other.compact)].join(" ");
    if (!known.has(name)) {
      if (known.size > 300) known.clear();
      known.set(name, { found: lookAround(given), also: given.also });
    }
    const { found, also } = known.get(name);
    given.also = also;
    return found;
  };
  const lookAround = (given) => {
    const found = lookup(given);
    const mergeVariants = (variants) => {
      for (const each of variants) merge(found, lookupVariant(each), each.tier, each.fit);
    };
    addSpellings(given, current(), found.size > 0);
    mergeVariants(given.also);
    if (given.hangul) inflect(given, found);
    const known = given.also.length;
    addNear(given, current(), found.size, (one) => lookup(one).size);
    mergeVariants(given.also.slice(known));
    if (given.hangul && !found.size) guess(given, found);
    return found;
  };
  const lookupVariant = ({ words }) => {
    const each = words.map(lookup);
    const found = each.reduce((left, right) => both(left, right, 0.8));
    for (const { forms } of each) forms?.forEach((value, key) => keep(found, key, value));
    return found;
  };

  const lookupHangul = (given) => {
    const { text, stem } = given;
    const found = scan(current().hangul, probe(given), (key) => fitHangul(stem, key));
    if (stem.length === 1) scan(current().hangul, text, (key) => fitHangul(text, key), found);
    for (const compound of new Set([text, stem])) merge(found, apart(compound));
    return found;
  };
  const lookupInitials = (given) => {
    const found = new Map();
    const visit = (key, files) => {
      if (!fit(given, key)) return;
      keep(found, key, 1);
      // 제목에 나오는 말이 앞입니다. 본문의 아무 말이나 첫소리가 같을 수 있습니다.
      const tier = Object.hasOwn(current().index.titleterms, key) ? 0 : 1;
      for (const file of files) add(found, file, fit(given, key), 1, tier);
    };
    current().hangul.each(START + given.initials, visit, "initials");
    return found;
  };

  const scanStart = (start, accept, found) =>
    scan(current().hangul, START + start, (key) => (accept(key) ? 0.4 : 0), found, NEAR);
  /** 풀이씨의 모든 꼴: `빠르다`로 `빠릅니다`와 `빨라`를. */
  const lookupVerb = (root) => {
    const found = new Map();
    const accept = (key) => (key === root || sameVerb(root, key) ? 0.8 : 0);
    scan(current().hangul, START + root.slice(0, -1), accept, found);
    if (root.length > 1 && root.endsWith("르")) {
      const closed = String.fromCharCode(root.charCodeAt(root.length - 2) + 8);
      for (const ending of "라러랐렀")
        scan(current().hangul, START + root.slice(0, -2) + closed + ending, () => 0.8, found);
    }
    return found;
  };
  const NOUN_PARTICLE = /^(?:가|와|과|의|로|를)$/; // 풀이씨에는 붙지 않는 조사
  const isNoun = (text) => follows(text, (rest) => NOUN_PARTICLE.test(rest));
  /** 풀이씨의 꼴이 바뀐 것: `느린`으로 `느립니다`를, `상속받기`로 `상속받는다`를, `연결되었다`로 `연결`을. */
  const inflect = ({ text, stem }, found) => {
    if (follows(text, isParticle)) return; // 조사가 붙은 적이 있는 말은 이름씨입니다.
    const root = verbRoot(text);
    if (root && !isNoun(root)) scanStart(root.slice(0, -1), (key) => sameVerb(root, key), found);
    const opened = oneSyllable(text) ?? (endsLikeVerb(stem) ? openLast(stem) : null);
    if (opened)
      scanStart(
        opened.slice(0, -1),
        (key) => conjugates(opened, key) && sameVerb(opened, key),
        found,
      );
    for (const spoken of spokenRoots(text)) {
      if (spoken === root || isNoun(spoken)) continue;
      scanStart(spoken.slice(0, -1), (key) => key === spoken || sameVerb(spoken, key), found);
    }
    const noun = doneNoun(text);
    if (noun && noun !== stem) {
      const measure = (key) => 0.5 * fitHangul(noun, key);
      scan(current().hangul, noun, measure, found, NEAR);
    }
  };
  /** 아무 데도 없는 말: 두 낱말로 갈라 보고, 다 치지 않은 글자(`세맢`은 `세마포어`)나 모르는 활용으로 봅니다. */
  const guess = ({ text, stem }, found) => {
    merge(found, scattered(stem), NEAR);
    const typed = jamo(text);
    const at = text.length - 1;
    const continues = (key) =>
      // 첫소리가 다르면 자모로 나누어 볼 것도 없습니다.
      key.length > at && jamo(key[at])[0] === jamo(text[at])[0] && jamo(key).startsWith(typed);
    scanStart(text.slice(0, at), continues, found);
    const opened = oneSyllable(text) ?? openLast(stem);
    scanStart(opened.slice(0, -1), (key) => conjugates(opened, key), found);
  };

  /** 붙여 친 겹낱말(`공유메모리`)을 띄어 쓴 쪽에서. 이음새(`유 메`)가 있는 쪽만입니다. */
  const apart = (compound) => {
    const found = new Map();
    for (let at = 1; at < compound.length; at++) {
      const files = current().joints.get(`${compound[at - 1]} ${compound[at]}`);
      if (!files) continue;
      const [left, right] = [compound.slice(0, at), compound.slice(at)];
      const joined = new Map(files.map((file) => [file, { fit: 1, hits: 1, tier: 0 }]));
      const head = both(
        joined,
        scan(current().hangul, left + START, () => 1),
        0.9,
      );
      if (!head.size) continue;
      const tail = scan(current().hangul, START + right, () => 1);
      merge(tail, apart(right));
      merge(found, both(head, tail, 0.9));
    }
    return found;
  };
  /** 이음새마저 없으면, 아는 두 낱말로 갈라 둘 다 있는 쪽. */
  const scattered = (stem) => {
    for (let at = 2; at <= stem.length - 2; at++) {
      const parts = [stem.slice(0, at), stem.slice(at)].map((part) => word(part));
      if (!parts.every(standsAlone)) continue;
      const [head, tail] = parts.map((part) =>
        scan(current().hangul, part.stem, (key) => fitHangul(part.stem, key)),
      );
      const found = both(head, tail, 0.4);
      if (found.size) return found;
    }
    return new Map();
  };

  const SUFFIX_TYPED = /^(?:s|e[ds]?|er[s]?|i(?:ng?)?|i(?:on?s?)?|a(?:t(?:i(?:on?)?)?)?|l|ly)$/;
  const lookupName = (given) => {
    const { text, raw, stem } = given;
    const byFit = (one) => scan(current().names, probe(one), (key) => fit(one, key));
    const found = byFit(given);
    if (found.size || isNumber(stem)) return found;
    const parts = nameParts(raw).map((part) => word(part));
    if (parts.length > 1)
      merge(
        found,
        parts.map(byFit).reduce((left, right) => both(left, right, 0.5)),
      );
    if (!found.size && text.length > 2) scan(current().names, text, () => 0.3, found);
    // 줄기보다 길게 쳤을 때: 치다 만 `multiprocessin`은 색인의 `multiprocess`보다 깁니다.
    for (let at = text.length - 1; !found.size && at > 3; at--)
      if (SUFFIX_TYPED.test(text.slice(at)))
        scan(current().names, START + text.slice(0, at) + START, () => at / text.length, found);
    return found;
  };

  /** 이웃한 두 낱말이 붙어 나오는 쪽들. */
  const adjacent = (before, after) => {
    const found = new Map();
    if (before.hangul !== after.hangul) return found;
    if (!before.hangul) {
      for (const mark of ["", "_", "."])
        scan(current().names, before.text + mark + after.text, () => 1, found);
      return found;
    }
    scan(current().hangul, before.stem + after.stem, () => 1, found);
    if (before.text === before.stem)
      for (const file of current().joints.get(`${before.text.at(-1)} ${after.text[0]}`) ?? [])
        add(found, file, 1, 1);
    return found;
  };

  Object.assign(KoreanSearch, { lookup, lookupWidely, adjacent });
})();
