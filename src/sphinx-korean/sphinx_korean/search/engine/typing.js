/*
 * 한국어 검색 엔진 7/11: 달리 친 것. 한글을 영문 자판으로, 영문을 한글 자판으로, 첫소리만. 그리고 찾지 못했을 때의 가까운 말.
 */
(() => {
  "use strict";

  const { word, tokens, compact, normalize, isHangul, initials } = KoreanSearch;
  const { jamo, distance, soundDistance, variant, terms, hasTerm, lookup } = KoreanSearch;

  // 두벌식 자판. 큰 글자는 윗글쇠와 함께 친 것입니다.
  const LAYOUT = new Map(
    (
      "qㅂ wㅈ eㄷ rㄱ tㅅ yㅛ uㅕ iㅑ oㅐ pㅔ aㅁ sㄴ dㅇ fㄹ gㅎ hㅗ jㅓ kㅏ lㅣ zㅋ xㅌ cㅊ vㅍ bㅠ nㅜ mㅡ " +
      "Qㅃ Wㅉ Eㄸ Rㄲ Tㅆ Oㅒ Pㅖ"
    )
      .split(" ")
      .map(([key, letter]) => [key, letter]),
  );
  const KEYS = new Map([...LAYOUT].map(([key, letter]) => [letter, key]));
  const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  const MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
  const FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
  const PAIRS = new Map(
    "ㄱㅅㄳ ㄴㅈㄵ ㄴㅎㄶ ㄹㄱㄺ ㄹㅁㄻ ㄹㅂㄼ ㄹㅅㄽ ㄹㅌㄾ ㄹㅍㄿ ㄹㅎㅀ ㅂㅅㅄ ㅗㅏㅘ ㅗㅐㅙ ㅗㅣㅚ ㅜㅓㅝ ㅜㅔㅞ ㅜㅣㅟ ㅡㅣㅢ"
      .split(" ")
      .map(([one, other, both]) => [one + other, both]),
  );
  const SYLLABLE =
    /^([ㄱ-ㅎ])(ㅗ[ㅏㅐㅣ]|ㅜ[ㅓㅔㅣ]|ㅡㅣ|[ㅏ-ㅣ])((?:ㄱㅅ|ㄴㅈ|ㄴㅎ|ㄹ[ㄱㅁㅂㅅㅌㅍㅎ]|ㅂㅅ|[ㄱ-ㅎ])(?![ㅏ-ㅣ])|[ㄱ-ㅎ](?=[ㄱ-ㅎ][ㅏ-ㅣ]))?/;

  /** 글쇠대로 늘어놓은 자모를 모은 글. 글자가 되지 못하는 것이 남으면 빈 글입니다. */
  const compose = (letters) => {
    let made = "";
    let left = letters;
    while (left) {
      const found = left.match(SYLLABLE);
      if (!found) return "";
      const [whole, initial, medial, final = ""] = found;
      const at = [
        INITIALS.indexOf(initial),
        MEDIALS.indexOf(PAIRS.get(medial) ?? medial),
        final ? FINALS.indexOf(PAIRS.get(final) ?? final) : 0,
      ];
      if (at.some((each) => each < 0)) return "";
      made += String.fromCharCode(0xac00 + (at[0] * 21 + at[1]) * 28 + at[2]);
      left = left.slice(whole.length);
    }
    return made;
  };
  const toHangul = (text) =>
    compose([...text].map((key) => LAYOUT.get(key) ?? LAYOUT.get(key.toLowerCase())).join(""));
  const toLatin = (text) => [...jamo(text)].map((letter) => KEYS.get(letter) ?? "").join("");
  const exists = (text) => hasTerm(text) || lookup(word(text)).size > 0;

  /** 자판을 바꾸어 친 말을 되돌린 글. 그대로 나오는 말과, 되돌려도 없는 말은 두고 봅니다. */
  const retype = (text) =>
    normalize(text)
      .split(/(\s+)/)
      .map((chunk) => {
        if (/^[a-z]{4,}$/i.test(chunk)) {
          if (exists(chunk)) return chunk;
          const hangul = toHangul(chunk);
          return hangul && exists(hangul) ? hangul : chunk;
        }
        // 홀소리만 따로 있는 글은 한국어에 없습니다. 닿소리뿐인 것은 첫소리입니다.
        if (!/^[ㄱ-ㅣ가-힣]+$/.test(chunk) || !/[ㄱ-ㅣ]/.test(chunk)) return chunk;
        const latin = toLatin(chunk).toLowerCase();
        return latin.length > 2 && /[ㅏ-ㅣ]/.test(chunk) && exists(latin) ? latin : chunk;
      })
      .join("");

  /** 찾아보기 항목과 제목에서 뽑은, 한글로만 된 말. */
  const headwords = (site) =>
    (site.headwords ??= [
      ...new Set([
        ...terms(),
        ...[...Object.keys(site.index.alltitles), ...Object.keys(site.index.indexentries ?? {})].map(
          (title) => title.replace(/\(.*$/, "").trim(),
        ),
      ]),
    ].filter((text) => text.length > 1 && text.length < 25));
  /** 첫소리가 같은 말을 답니다: `ㄷㄷㄹ`에 `데드락`을, `ㄱㅇㅁㅁㄹ`에 `공유 메모리`를. */
  const addInitials = (words, site) => {
    for (const each of words.filter((one) => one.initials))
      for (const text of headwords(site)) {
        const name = compact(text);
        if (/^[가-힣]+$/.test(name) && initials(name) === each.initials)
          each.also.push(variant(text, 0, 0.9));
      }
  };

  const MOST_SUGGESTIONS = 5;
  const FAR = 0.45; // 글의 길이에 견주어 이보다 멀면 가까운 말이 아닙니다.
  /** 아무것도 찾지 못한 글에 가까운 말들. */
  const suggest = (text, site) => {
    const typed = compact(text);
    if (typed.length < 2 || typed.length > 24) return [];
    const hangul = isHangul(typed);
    const measure = hangul ? soundDistance : distance;
    const size = (hangul ? jamo(typed) : typed).length;
    const scored = [];
    for (const name of headwords(site)) {
      const own = compact(name);
      if (isHangul(own) !== hangul || !own) continue;
      const shared = own.includes(typed) || (own.length > 1 && typed.includes(own));
      const far = shared ? 1 : measure(typed, own, Math.ceil(FAR * size));
      if (far < Infinity) scored.push([far / Math.max(size, 1), name]);
    }
    scored.sort(([a, one], [b, other]) => a - b || one.length - other.length);
    // 눌러도 아무것도 나오지 않는 말은 내놓지 않습니다.
    const leads = (name) => tokens(name).every((token) => lookup(word(token)).size);
    return scored
      .slice(0, 4 * MOST_SUGGESTIONS)
      .map(([, name]) => name)
      .filter(leads)
      .slice(0, MOST_SUGGESTIONS);
  };

  Object.assign(KoreanSearch, { retype, addInitials, suggest, tokens });
})();
