/*
 * 한국어 검색 엔진 4/11: 색인을 보고 질의의 낱말을 다듬습니다. 어미를 떼고, 잘못 띄어 쓴 것을 붙입니다.
 */
(() => {
  "use strict";

  const { parse, word, fitHangul, stripEnding, oneSyllable, isParticle, current } = KoreanSearch;

  // 말끝이 조사와 같은 이름씨(`정확도`, `워크플로`)를 가려야 하는 글자와, 그 글자가 조사라면 뒤따를 수 없는 조사.
  const AMBIGUOUS = /[도로의이가나]$/;
  const AFTER_NOUN = /^(?:이|가|와|과|을|를)$/;
  const START = "\n"; // 이은 글에서 낱말의 앞입니다. 앞이 맞는 낱말만 찾을 때 씁니다.

  /** 어미를 뗀 낱말. 떼다가 이름씨가 나오면 멈춥니다. */
  const settle = (given) => {
    if (!given.hangul) return given;
    const alone = oneSyllable(given.text);
    if (alone && isParticled(given.text, alone)) return { ...given, stem: alone };
    let stem = given.text;
    while (!(AMBIGUOUS.test(stem) && follows(stem, (rest) => AFTER_NOUN.test(rest)))) {
      const shorter = stripEnding(stem);
      if (shorter === stem) break;
      stem = shorter;
    }
    return { ...given, stem };
  };
  /** `락을`은 락+을이고 `회의`는 낱말입니다. 낱말에는 조사가 더 붙은 꼴이, 한 글자 말에는 다른 꼴이 어딘가에 있습니다. */
  const isParticled = (text, alone) =>
    !follows(text, isParticle) &&
    current().hangul.each(START + alone, (key) => key !== text && fitHangul(alone, key) === 1);
  const follows = (text, accept) =>
    current().hangul.each(START + text, (key) => accept(key.slice(text.length)));
  const standsAlone = ({ stem }) =>
    current().hangul.each(START + stem, (key) => fitHangul(stem, key) === 1);

  /** 띄어쓰기를 잘못한 두 토막(`스레 드`)을 붙입니다. 어느 토막이 홀로 쓰인 적이 없을 때만입니다. */
  const repair = (words) => {
    const repaired = [];
    for (const each of words) {
      const before = repaired.at(-1);
      if (before?.hangul && each.hangul) {
        const joined = settle(word(before.text + each.text));
        if (follows(joined.stem, () => true) && !(standsAlone(before) && standsAlone(each))) {
          repaired[repaired.length - 1] = joined;
          continue;
        }
      }
      repaired.push(each);
    }
    return repaired;
  };

  Object.assign(KoreanSearch, {
    understand: (query) => repair(parse(query).map(settle)),
    follows,
    standsAlone,
  });
})();
