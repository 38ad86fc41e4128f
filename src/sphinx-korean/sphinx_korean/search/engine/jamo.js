/*
 * 한국어 검색 엔진 2/11: 글자를 자모로 보는 일. 첫소리, 외래어의 여러 표기, 오타의 거리.
 *
 * 자모로 나누는 까닭: `인덱스`와 `인댁스`는 글자로는 셋 가운데 하나가 다르지만 소리로는 여덟 가운데 하나가 다릅니다.
 */
(() => {
  "use strict";

  const FIRST = "가".charCodeAt(0);
  const LAST = "힣".charCodeAt(0);
  const [VOWELS, FINALS] = [21, 28];
  const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  const MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
  const ENDS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
  // 두 글쇠로 치는 자모. 다 치지 않은 글자를 다 친 글자의 앞부분으로 보려면 풀어야 합니다.
  const PAIRS = new Map(
    "ㄳㄱㅅ ㄵㄴㅈ ㄶㄴㅎ ㄺㄹㄱ ㄻㄹㅁ ㄼㄹㅂ ㄽㄹㅅ ㄾㄹㅌ ㄿㄹㅍ ㅀㄹㅎ ㅄㅂㅅ ㅘㅗㅏ ㅙㅗㅐ ㅚㅗㅣ ㅝㅜㅓ ㅞㅜㅔ ㅟㅜㅣ ㅢㅡㅣ"
      .split(" ")
      .map(([whole, ...parts]) => [whole, parts.join("")]),
  );
  const parts = (code) => {
    const at = code - FIRST;
    return [Math.floor(at / (VOWELS * FINALS)), Math.floor(at / FINALS) % VOWELS, at % FINALS];
  };
  const compose = (initial, medial, final) =>
    String.fromCharCode(FIRST + (initial * VOWELS + medial) * FINALS + final);

  /** 글자마다 바꿉니다. 한글이 아닌 글자는 그대로이고, 글자의 자리는 옮겨지지 않습니다. */
  const eachSyllable = (change) => {
    const known = new Map(); // 낱말 모음 전체를 바꾸므로 같은 글자를 다시 셈하지 않습니다.
    return (text) => {
      let made = "";
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code < FIRST || code > LAST) made += text[i];
        else {
          if (!known.has(code)) known.set(code, change(...parts(code)));
          made += known.get(code);
        }
      }
      return made;
    };
  };
  const initials = eachSyllable((initial) => INITIALS[initial]);
  const spread = (jamo) => PAIRS.get(jamo) ?? jamo;
  /** 치는 차례대로 늘어놓은 자모. */
  const jamo = eachSyllable(
    (initial, medial, final) =>
      INITIALS[initial] + spread(MEDIALS[medial]) + spread(ENDS[final]).trim(),
  );
  /** 첫소리만 친 것이면 그 첫소리들. 입력기는 ㄱ과 ㅅ을 ㄳ으로 붙이므로 풉니다. */
  const onlyInitials = (text) => {
    const all = [...text].map(spread).join("");
    return /^[ㄱ-ㅎ]{2,}$/.test(all) ? all : "";
  };

  // 널리 쓰는 외래어의 갈린 표기. 왼쪽을 오른쪽으로 봅니다. 글자 수가 같아야 자리가 옮겨지지 않습니다.
  const SPELLINGS = new Map(
    (
      "쓰레드 스레드 메세지 메시지 토리 터리 메터 미터 어플리 애플리 콘테이 컨테이 콘트롤 컨트롤 컨텐 콘텐 컨셉 콘셉 데이타 데이터 " +
      "메소드 메서드 메쏘드 메서드 레포지 리포지 블럭 블록 타겟 타깃 캐쉬 캐시 푸쉬 푸시 해쉬 해시 플래쉬 플래시 라이센 라이선 악세 액세 " +
      "커넥숀 커넥션 데커레 데코레 알고리듬 알고리즘 넌블 논블 스케쥴 스케줄 컴퓨타 컴퓨터 프라퍼 프로퍼 심볼 심벌 제네레 제너레 세숀 세션 화일 파일"
    )
      .split(" ")
      .reduce((pairs, word, i, all) => (i % 2 ? pairs : [...pairs, [word, all[i + 1]]]), []),
  );
  const SPELLING = new RegExp(
    [...SPELLINGS.keys()].sort((a, b) => b.length - a.length).join("|"),
    "g",
  );
  const standard = (text) => text.replace(SPELLING, (found) => SPELLINGS.get(found));
  // 소리로는 가리기 어려운 것: ㅐ와 ㅔ, ㅈㅉㅊ 뒤의 ㅑ와 ㅏ 따위, 된소리.
  const SAME_MEDIAL = new Map("ㅐㅔ ㅒㅔ ㅖㅔ ㅙㅞ ㅚㅞ".split(" ").map(([a, b]) => [a, b]));
  const PLAIN = new Map("ㅑㅏ ㅕㅓ ㅛㅗ ㅠㅜ".split(" ").map(([a, b]) => [a, b]));
  const LAX = new Map("ㄲㄱ ㄸㄷ ㅃㅂ ㅆㅅ ㅉㅈ".split(" ").map(([a, b]) => [a, b]));
  const blur = eachSyllable((initial, medial, final) => {
    const first = LAX.get(INITIALS[initial]) ?? INITIALS[initial];
    let vowel = MEDIALS[medial];
    vowel = SAME_MEDIAL.get(vowel) ?? vowel;
    if ("ㅈㅊ".includes(first)) vowel = PLAIN.get(vowel) ?? vowel;
    return compose(INITIALS.indexOf(first), MEDIALS.indexOf(vowel), final);
  });
  /** 표기가 갈린 외래어를 한 꼴로 모은 것: `쓰레드`와 `스레드`, `디렉토리`와 `디렉터리`. */
  const fold = (text) => blur(standard(text));

  // 외래어에서 자주 갈리는 홀소리와 닿소리. 오타 하나보다 가볍게 봅니다.
  const ALIKE = new Set(
    "ㅓㅗ ㅓㅏ ㅏㅐ ㅓㅐ ㅔㅣ ㅐㅣ ㅡㅣ ㅡㅜ ㅗㅜ ㅓㅔ ㅏㅗ ㅑㅏ ㅕㅓ ㅛㅗ ㅠㅜ ㅐㅔ ㄱㄲ ㄷㄸ ㅂㅃ ㅅㅆ ㅈㅉ ㄱㅋ ㄷㅌ ㅂㅍ ㅈㅊ"
      .split(" ")
      .flatMap(([a, b]) => [a + b, b + a]),
  );
  const substitution = (a, b) => (a === b ? 0 : ALIKE.has(a + b) ? 0.5 : 1);
  /** 두 글의 거리: 바꾸기, 넣기, 빼기, 이웃 바꾸기를 하나로 칩니다. limit을 넘으면 Infinity입니다. */
  const distance = (one, other, limit, cost = (a, b) => (a === b ? 0 : 1)) => {
    if (Math.abs(one.length - other.length) > limit) return Infinity;
    let [older, before] = [[], Array.from({ length: other.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= other.length; j++) {
        let value = Math.min(
          before[j] + 1,
          row[j - 1] + 1,
          before[j - 1] + cost(one[i - 1], other[j - 1]),
        );
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
          value = Math.min(value, older[j - 2] + 1);
        row.push(value);
        if (value < least) least = value;
      }
      if (least > limit) return Infinity;
      [older, before] = [before, row];
    }
    return before[other.length] <= limit ? before[other.length] : Infinity;
  };
  const soundDistance = (one, other, limit) =>
    distance(jamo(one), jamo(other), limit, substitution);

  Object.assign(KoreanSearch, {
    initials,
    onlyInitials,
    jamo,
    standard,
    fold,
    distance,
    soundDistance,
  });
})();
