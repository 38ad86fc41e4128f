/*
 * 한국어 검색 엔진 9/11: 사람들이 묻는 말이 적힌 절이 질의에 얼마나 맞는지.
 */
(() => {
  "use strict";

  const { fold } = KoreanSearch;

  const [ANSWER, UNION] = [100, 0.55]; // 묻는 말 하나에 다 맞은 것과, 여러 말에 나누어 맞은 것
  const [WHOLE, FARTHER] = [60, 5]; // 질의 전체가 묻는 말인 것에 더하는 점수와, 달리 적은 만큼 빼는 점수
  const [LEAST, LEAST_SPOKEN] = [0.4, 0.3];
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  /** 질의 전체와, 질의 전체의 다른 말들: 모은 꼴과 친 그대로에서 얼마나 먼지. */
  const namesOf = (typed, phrase, words) => {
    const names = new Map();
    const [first, ...rest] = words;
    for (const { compact, tier } of first.also)
      if (rest.every(({ also }) => also.some((other) => other.compact === compact)))
        names.set(fold(compact), Math.min(tier, names.get(fold(compact)) ?? tier));
    // 흔한 말을 빼고 남은 것보다 친 그대로가 앞입니다: `no-gil`은 `GIL`이 아닙니다.
    if (fold(phrase) !== fold(typed)) names.set(fold(phrase), 0.5);
    return names.set(fold(typed), 0);
  };
  /** 친 낱말을 얼마나 덮는지와, 적힌 말이 얼마나 나왔는지를 함께 봅니다. exact는 질의 전체가 묻는 말일 때의 층입니다. */
  const rateAnswer = ({ found, weights, names, spoken }, { phrases }) => {
    const least = spoken ? LEAST_SPOKEN : LEAST;
    const shareOf = (keys) =>
      sum(
        found.map(({ forms }, i) => {
          let most = 0;
          for (const key of keys) most = Math.max(most, forms?.get(key) ?? 0);
          return weights[i] * most;
        }),
      );
    const all = shareOf(phrases.flatMap(({ keys }) => keys));
    let best = all < least ? 0 : UNION * ANSWER * all;
    for (const { keys, folded } of phrases) {
      const exact = names.get(folded);
      if (exact !== undefined) return { exact, score: ANSWER + WHOLE - FARTHER * exact };
      if (all < least) continue;
      const share = shareOf(keys);
      const used = keys.filter((key) => found.some(({ forms }) => forms?.has(key))).length;
      if (share >= least) best = Math.max(best, ANSWER * share * (0.4 + (0.6 * used) / keys.length));
    }
    return { score: best };
  };

  Object.assign(KoreanSearch, { namesOf, rateAnswer });
})();
