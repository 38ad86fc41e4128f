/*
 * 한국어 검색 엔진 5/11: 낱말을 달리 적는 법. 같은 말, 갈린 표기, 오타, 첫소리.
 *
 * 달리 적은 것은 낱말의 also에 담깁니다: {words, tier, fit}. words가 모두 나오는 쪽이 맞는 쪽이고, tier는 친 그대로
 * 나오는 쪽(0)보다 얼마나 뒤에 놓을지입니다.
 */
(() => {
  "use strict";

  const { word, tokens, compact, latinStem, isHangul, normalize, endsThere } = KoreanSearch;
  const { verbRoot, doneNoun, spokenRoots } = KoreanSearch;
  const { fold, standard, distance, soundDistance } = KoreanSearch;

  const [SAME, NEAR] = [1, 2];
  const SHORTEST = 3; // 두 글자는 하나만 달라도 딴 낱말일 때가 많습니다(`계수`와 `개수`).
  const MOST_SYNONYM_WORDS = 4;
  const variant = (text, tier, fit) => {
    const parts = tokens(normalize(text));
    const joined = parts.every(isHangul) ? [parts.join("")] : parts;
    return { words: joined.map((part) => word(part)), compact: compact(text), tier, fit };
  };

  // ---- 같은 말

  const keyOf = (token) => (isHangul(token) ? fold(token) : latinStem(token.toLowerCase()));
  const termKey = (term) => tokens(normalize(term)).map(keyOf).join("");
  let synonyms = null;
  let verbs = null;
  const groupsOf = () => (typeof KOREAN_SYNONYMS === "undefined" ? [] : KOREAN_SYNONYMS);
  const isVerb = (term) => /^[가-힣]+다$/.test(term);
  /** 풀이씨의 무리: 줄기마다 다른 말들. 흔한 말이라 문장을 친 때에만 씁니다. */
  const readVerbs = () => {
    const groups = new Map();
    for (const group of groupsOf().filter((one) => one.some(isVerb)))
      for (const term of group) {
        const key = isVerb(term) ? fold(term.slice(0, -1)) : termKey(term);
        groups.set(key, [...(groups.get(key) ?? []), ...group.filter((other) => other !== term)]);
      }
    return groups;
  };
  const verbVariant = (term) => {
    if (!isVerb(term)) return variant(term, SAME, 0.8);
    const root = term.slice(0, -1);
    return { words: [{ ...word(term), root }], compact: root, tier: SAME, fit: 0.8 };
  };
  /** 문장의 풀이씨에 뜻이 같은 말을 답니다: `멈춰요`에 `끝나다`를. */
  const addVerbs = (words) => {
    if (words.length < 3) return;
    verbs ??= readVerbs();
    for (const each of words.filter(({ hangul, optional }) => hangul && !optional)) {
      const roots = [verbRoot(each.text), doneNoun(each.text), each.stem, ...spokenRoots(each.text)];
      const others = new Set(roots.flatMap((root) => (root && verbs.get(fold(root))) ?? []));
      for (const other of others) each.also.push(verbVariant(other));
    }
  };
  const readSynonyms = () => {
    const groups = new Map();
    for (const group of groupsOf().filter((one) => !one.some(isVerb)))
      for (const term of group) {
        const key = termKey(term);
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(...group.filter((other) => termKey(other) !== key));
      }
    return groups;
  };
  /** 이웃한 낱말들이 어느 무리의 말이면, 그 무리의 다른 말을 낱말마다 답니다. */
  const addSynonyms = (words) => {
    synonyms ??= readSynonyms();
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= Math.min(words.length, from + MOST_SYNONYM_WORDS); to++) {
        const span = words.slice(from, to);
        const before = span.slice(0, -1).map(({ text }) => keyOf(text));
        const last = span.at(-1);
        const keys = [last.stem, last.text].map((end) => [...before, keyOf(end)].join(""));
        const others = new Set(keys.flatMap((key) => synonyms.get(key) ?? []));
        for (const other of others) {
          const made = variant(other, SAME, 0.9);
          for (const one of span) one.also.push(made);
        }
      }
  };

  // ---- 갈린 표기

  const addSpellings = (given, site, isFound) => {
    const { stem } = given;
    if (!given.hangul || stem.length < 2 || (stem.length < SHORTEST && isFound)) return;
    const needle = fold(stem);
    const slices = new Set(standard(stem) === stem ? [] : [standard(stem)]);
    const gather = (key, _, at) => {
      slices.add(key.slice(at, at + stem.length));
    };
    site.hangul.each((stem.length < SHORTEST ? "\n" : "") + needle, gather, "fold");
    slices.delete(stem);
    for (const slice of slices) given.also.push(variant(slice, SAME, 0.95));
  };

  // ---- 오타

  const FEW = 2;
  const TIMES = 5;
  const LONGEST = 24;
  /** 찾은 쪽이 드물면(count) 비슷한 말을 답니다. 없는 말을 줄여 딴 말로 만들지는 않습니다: `쓰레드`는 `쓰레기`가 아닙니다. */
  const addNear = (given, site, count, pagesOf) => {
    if (count > FEW || given.initials || given.stem.length > LONGEST) return;
    const found = given.hangul ? nearHangul(given.stem, site) : nearName(given, site);
    const least = Math.min(...found.values());
    for (const [text, cost] of found) {
      if (cost > least) continue;
      const made = variant(text, NEAR, 0.7);
      // 드물어도 맞게 친 말일 수 있으므로, 고친 말이 훨씬 흔할 때만 고칩니다.
      if (count && pagesOf(made.words[0]) < count * TIMES) continue;
      given.also.push(made);
      for (const other of synonyms?.get(termKey(text)) ?? [])
        given.also.push(variant(other, NEAR, 0.6));
    }
  };
  /** 글자가 어디까지 같은지로 먼저 추려, 낱말 수만 개를 몇 밀리초 안에 봅니다. */
  const nearHangul = (stem, site) => {
    const size = stem.length;
    const found = new Map();
    if (size < SHORTEST) return found;
    const limit = Math.floor(size / 3);
    const lengths = size > SHORTEST ? [size, size - 1, size + 1] : [size];
    for (const key of site.hangul.keys)
      for (const length of lengths) {
        if (key.length < length || !alike(stem, key, length, limit)) continue;
        if (!endsThere(key.slice(length))) continue;
        const part = key.slice(0, length);
        const cost = length === size ? soundOrSwap(stem, part, limit) : 1;
        if (cost > 0 && cost <= limit && cost < (found.get(part) ?? Infinity))
          found.set(part, cost);
      }
    return found;
  };
  const soundOrSwap = (one, other, limit) =>
    Math.min(
      soundDistance(one, other, limit),
      distance(one, other, 1) <= 1 && isSwap(one, other) ? 1 : Infinity,
    );
  const isSwap = (one, other) =>
    one !== other && [...one].sort().join() === [...other].sort().join();
  /** key의 앞 length 글자가 stem과 앞뒤로 얼마나 겹치는지. 길이가 다르면 한 글자가 더 있거나 없는 것만입니다. */
  const alike = (stem, key, length, limit) => {
    let head = 0;
    while (head < length && head < stem.length && stem[head] === key[head]) head += 1;
    let tail = 0;
    const most = Math.min(length, stem.length) - head;
    while (tail < most && stem[stem.length - 1 - tail] === key[length - 1 - tail]) tail += 1;
    // 앞이나 뒤가 잘린 것은 오타가 아니라 딴 낱말입니다: `스레드풀`과 `스레드`.
    if (length !== stem.length)
      return head > 0 && tail > 0 && head + tail >= Math.min(length, stem.length);
    if (limit === 1) return stem.length - head - tail <= 2;
    let differing = 0;
    for (let i = head; i < length - tail; i++) differing += stem[i] === key[i] ? 0 : 1;
    return differing <= limit * 2;
  };
  /** 이름을 점과 밑줄에서 나눈 조각마다, 든 글자의 집합을 비트로. 거리를 셈하기 전에 대부분을 거릅니다. */
  const piecesOf = (site) => (site.pieces ??= gatherPieces(site.names.keys));
  const gatherPieces = (keys) => {
    const pieces = new Map();
    for (const key of keys)
      for (const piece of key.split(/[._ ]/))
        if (piece.length > 3 && !pieces.has(piece)) pieces.set(piece, letters(piece));
    return pieces;
  };
  const letters = (text) => {
    let set = 0;
    for (let i = 0; i < text.length; i++) set |= 1 << (text.charCodeAt(i) & 31);
    return set;
  };
  const countBits = (bits) => {
    let count = 0;
    for (let left = bits; left; left &= left - 1) count += 1;
    return count;
  };
  const nearName = ({ text, stem }, site) => {
    const found = new Map();
    const limit = text.length < 4 ? 0 : text.length < 8 ? 1 : 2;
    if (!limit || !/^[a-z_.]+$/.test(text)) return found;
    for (const typed of new Set([stem, text])) {
      const mine = letters(typed);
      for (const [piece, set] of piecesOf(site)) {
        if (Math.abs(piece.length - typed.length) > limit) continue;
        if (countBits(mine ^ set) > 2 * limit) continue;
        const cost = distance(typed, piece, limit);
        if (cost > 0 && cost < (found.get(piece) ?? Infinity)) found.set(piece, cost);
      }
    }
    return found;
  };

  /** 같은 말의 표에 있는 말들. */
  const terms = () =>
    groupsOf()
      .filter((group) => !group.some(isVerb))
      .flat();
  const hasTerm = (text) => (synonyms ??= readSynonyms()).has(termKey(text));

  Object.assign(KoreanSearch, {
    addSynonyms,
    addVerbs,
    addSpellings,
    addNear,
    variant,
    terms,
    hasTerm,
    SAME,
    NEAR,
  });
})();
