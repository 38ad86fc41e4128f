/*
 * 한국어 검색 엔진 1/11: 질의에서 낱말을 뽑고, 낱말이 색인의 말에 얼마나 들어맞는지 잽니다.
 *
 * 색인에는 어절의 줄기가 들어 있습니다. 질의의 줄기를 그 안에서 부분 문자열로 찾으므로 한 글자 낱말도,
 * 겹낱말의 한 토막도, 조사가 붙은 꼴도 같은 길로 찾습니다.
 * 이 파일보다 앞에 stopwords(불용어), Stemmer(영어 줄기), KOREAN_ENDINGS(어미 정규식)가 있습니다.
 */
var KoreanSearch = (() => {
  "use strict";

  const LETTER = "(?:(?![가-힣])[\\p{L}\\p{N}_])";
  const NAME = `(?!\\d)${LETTER}+`;
  const TOKENS = new RegExp(
    `[가-힣]+|\\d+(?:\\.\\d+)+[a-z]?|${NAME}(?:\\.${NAME})+|${LETTER}+`,
    "gu",
  );
  const NAME_PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

  const MOST_WORDS = 32; // 긴 글을 통째로 붙여 넣어도 멈추지 않게 합니다.

  const LOOSE = KOREAN_ENDINGS.loose;
  const ENDING = new RegExp(`^([가-힣]{2,}?)(?:${LOOSE})$`);
  const SAFE_ENDING = new RegExp(`^([가-힣]{2,}?)(?:${KOREAN_ENDINGS.safe})$`);
  const ONLY_ENDINGS = new RegExp(`^(?=.{0,8}$)(?:${LOOSE})*$`);
  const PARTICLE = "을|를|은|는|이|가|의|에|로|와|과|도|만|에서|에는|으로";
  const ONLY_PARTICLE = new RegExp(`^(?:${PARTICLE})$`);
  const ONE_SYLLABLE = new RegExp(`^([가-힣])(?:${PARTICLE})$`);
  // 물음에는 있지만 답에는 없기 쉬운 말. 다른 낱말이 있으면 없어도 맞는 것으로 봅니다.
  const QUESTIONS = new Set(
    (
      "방법 이유 까닭 있음 없음 없이 중에 뭘 뭐가 써야 쓸까 할까 좋을까 좋나요 얼마나 어디서 어디에서 어떤 어떻게 왜 무엇 뭐 뭔가요 법 차이 비교 에러 문제 해결 질문 싶어요 싶은데 싶습니다 싶다 있나요 없나요 되나요 하나요 인가요 " +
      "않아요 않습니다 않고 않는다 없어요 있어요 해요 돼요 안돼요 안 못 잘 너무 자꾸 더 많이 가끔 갑자기 오히려 그대로예요 같아요 " +
      "계속 다시 하면 해도 했더니 하다가 했는데 하는데 쓰면 쓰는데 썼는데 쓸 때 바꿨는데 나요 나와요"
    ).split(" "),
  );

  // 세는 말: `8`, `세`, `개까지만`. 물음에 적힌 수가 답에도 있지는 않습니다.
  const COUNTED = /^(?:\d+|[한두세네]|[몇]|(?:개|명|번|배|초|분|시간|기가|메가)(?:가|를|로|씩|만|쯤|까지|까지만|인데|이상|이나|밖에)?)$/;

  // 한글은 첫소리와 가운뎃소리가 같은 글자가 받침 순서로 28개씩 늘어서 있습니다.
  const FIRST = "가".charCodeAt(0);
  const FINALS = 28;
  const VOWELS = 21;
  const [VOWEL_YEO, VOWEL_I] = [6, 20];
  const syllable = (character) => {
    const code = character.charCodeAt(0) - FIRST;
    const block = Math.floor(code / FINALS);
    return { block, vowel: block % VOWELS, open: code % FINALS === 0 };
  };

  const english = new Stemmer();
  // stopwords는 Sphinx 9에서 Set이고 8에서 배열입니다.
  const ignored = new Set(stopwords);
  const isHangul = (text) => text >= "가" && text < "\ud7a4";
  const isNumber = (text) => text >= "0" && text < ":";
  const normalize = (text) => text.normalize("NFC");
  const tokens = (text) => text.match(TOKENS) || [];
  const compact = (text) =>
    normalize(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "");
  const latinStem = (word) => (/^[a-z]+$/.test(word) ? english.stemWord(word) : word);
  const nameParts = (name) =>
    (name.match(NAME_PARTS) || []).map((part) => latinStem(part.toLowerCase()));

  /** 질의에 나온 낱말을 차례대로: {text, raw, stem, hangul, optional}. */
  const parse = (query) => {
    const words = [];
    let end = -1; // 로마자 낱말이 끝난 자리. 거기 바로 붙은 조사는 낱말이 아닙니다.
    for (const match of normalize(query).matchAll(TOKENS)) {
      const made = word(match[0]);
      if (!made.hangul) end = match.index + made.text.length;
      else if (match.index === end && ONLY_ENDINGS.test(made.text)) continue;
      if (!skippable(made.text)) words.push(made);
    }
    return (words.length ? words : tokens(normalize(query)).map(word)).slice(0, MOST_WORDS);
  };
  const word = (raw) => {
    const text = raw.toLowerCase();
    const hangul = isHangul(text);
    const stem = hangul ? text : latinStem(text);
    const optional =
      QUESTIONS.has(text) || QUESTIONS.has(text.match(ENDING)?.[1]) || COUNTED.test(text);
    const initials = hangul ? "" : KoreanSearch.onlyInitials(text);
    return { text, raw, stem, hangul, optional, initials, also: [] };
  };
  const skippable = (text) =>
    /^[ㄱ-ㅣ]$/.test(text) || // 치다 만 글자입니다.
    ONLY_PARTICLE.test(text) ||
    ignored.has(text) ||
    ignored.has(text.match(SAFE_ENDING)?.[1]);

  /** 마지막 어미 하나를 뗀 것. 뗄 것이 없으면 그대로입니다. */
  const stripEnding = (text) => text.match(ENDING)?.[1] ?? text;

  /** 줄기가 색인의 말 key에 얼마나 들어맞는지. 그대로면 1, 겹낱말의 일부면 그보다 작고, 아니면 0입니다. */
  const fit = (word, key) => {
    if (word.hangul) return isHangul(key) ? fitHangul(word.stem, key) : 0;
    if (word.initials) return fitInitials(word.initials, key);
    return isNumber(word.stem) ? fitNumber(word.stem, key) : fitName(word, key);
  };
  const fitHangul = (stem, key) => {
    const at = key.indexOf(stem);
    if (at < 0) return stem.length > 1 && conjugates(stem, key) ? 0.6 : 0;
    const whole = endsThere(key.slice(at + stem.length));
    // 한 글자는 어디에나 들어 있습니다. `락`은 `락을`과 `스핀락`에 있고 `클락`과 `누락`에는 없습니다.
    if (stem.length === 1) return whole && at !== 1 ? (at ? 0.5 : 1) : 0;
    return at ? (whole ? 0.6 : 0.4) : whole ? 1 : 0.7;
  };
  const remembered = new Map(); // 정규식이 커서, 같은 어미를 다시 살피지 않습니다.
  const endsThere = (rest) => {
    if (!remembered.has(rest)) remembered.set(rest, ONLY_ENDINGS.test(rest));
    return remembered.get(rest);
  };
  /** 첫소리만 친 것은 낱말의 처음부터 끝까지여야 합니다. 안 그러면 `ㅅㄷ`이 아무 데나 들어맞습니다. */
  const fitInitials = (wanted, key) =>
    isHangul(key) &&
    KoreanSearch.initials(key).startsWith(wanted) &&
    endsThere(key.slice(wanted.length))
      ? 0.8
      : 0;
  const fitNumber = (stem, key) => {
    if (key === stem) return 1;
    return key.startsWith(stem) && /^(?:\.|[a-z]$)/.test(key.slice(stem.length)) ? 0.8 : 0;
  };
  /** 이름은 점과 밑줄에서 나뉩니다. `executor`는 `loop.run_in_executor`에 들어맞습니다. */
  const fitName = ({ text, stem }, key) => {
    if (key === stem || key === text) return 1;
    const probe = text.startsWith(stem) ? stem : text;
    let value = 0;
    for (let at = key.indexOf(probe); at >= 0; at = key.indexOf(probe, at + 1)) {
      if (at > 0 && !isBoundary(key[at - 1])) continue;
      if (key.startsWith(text, at) && isBoundary(key[at + text.length])) return 0.9;
      if (isBoundary(key[at + probe.length])) value = 0.8;
      else if (probe.length > 4) value = Math.max(value, 0.5);
    }
    return value;
  };
  const isBoundary = (character) => character === undefined || "._ ".includes(character);
  /** 들어맞는 말에는 반드시 들어 있는 토막. 색인을 훑을 때 이것부터 찾습니다. */
  const probe = ({ hangul, initials, text, stem }) => {
    if (initials) return "";
    if (hangul) return stem.length > 1 && syllable(stem.at(-1)).open ? stem.slice(0, -1) : stem;
    return text.startsWith(stem) ? stem : commonStart(text, stem);
  };
  const commonStart = (one, other) => {
    let length = 0;
    while (length < one.length && one[length] === other[length]) length += 1;
    return one.slice(0, length);
  };

  /** 풀이씨의 꼴만 바뀐 것인지: `기다리`가 `기다립니다`, `기다려`로. */
  const conjugates = (stem, key) => {
    const last = stem.length - 1;
    if (key.length <= last || key.length < 2) return false;
    for (let i = 0; i < last; i++) if (stem.charCodeAt(i) !== key.charCodeAt(i)) return false;
    // 낱말마다 하는 일이라, 갈라 담지 않고 바로 셈합니다.
    const [from, to] = [stem.charCodeAt(last) - FIRST, key.charCodeAt(last) - FIRST];
    if (from % FINALS) return false;
    const [own, other] = [from / FINALS, Math.floor(to / FINALS)];
    return other === own || (own % VOWELS === VOWEL_I && other === own - VOWEL_I + VOWEL_YEO);
  };
  // 풀이씨임이 뚜렷한 말끝. 떼고 남은 것에 다른 말끝이 붙은 꼴을 찾습니다: `상속받기`로 `상속받는다`를.
  const VERB_ENDING = new RegExp(
    "^([가-힣]+?)(?:으려[고면]|으면서|[아어]서|[았었]다|[았었]습니다|습니다|는다)$|" +
      "^([가-힣]{2,}?)(?:기|고|며|면|지|게|던|거나|도록|려고|려면|므로|면서|는데|지만|[아어]야|다|는)$",
  );
  const AFTER_VERB = /^(?:는|은|을|음|기|고|며|면|지|게|던|거나|도록|려|으|아|어|았|었|습|다|자)/;
  const verbRoot = (text) => {
    const found = text.match(VERB_ENDING);
    return found?.[1] ?? found?.[2];
  };
  // 이름씨에 `하다`와 `되다`가 붙은 말. 이름씨만으로 찾습니다: `연결되었다`로 `연결`을.
  const DO_ENDING =
    /^([가-힣]{2,}?)(?:(?:하|되|시키)[여어였었]?(?:다|는|고|기|며|면|지|게|던|거나|도록|려[고면]|므로|면서|지만|는데|을|으[며면]|서|야|습니다|세요)?|[했됐](?:다|고|으[며면]|던|을|습니다|는데|지만)|[한할된될함됨]다?|[해돼](?:서|야|도)?|[합됩]니다)$/;
  const doneNoun = (text) => {
    const plain = text.replace(/[요죠]$/, "");
    return plain.match(DO_ENDING)?.[1] ?? plain.match(/^([가-힣]{2,}?)[받당].{0,3}$/)?.[1];
  };
  // 말하듯 친 문장의 말끝. 떼고 남은 것에서 줄기를 되찾습니다: `멈췄어요`로 `멈추`를, `느려서`로 `느리`를.
  const SPOKEN =
    /(?:습니다|습니까|는데요?|은데요?|던데요?|는지|니까|[네나까죠요]|[아어]서|[아어]도|[아어]야|[다고면지게서도던])$/;
  const BEFORE_CONTRACTION = new Map("ㅕㅣ ㅝㅜ ㅘㅗ ㅐㅏ ㅙㅚ ㅓㅡ".split(" ").map(([a, b]) => [a, b]));
  const MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
  /** 풀이씨일 때의 줄기들. 이름씨인지는 모르므로 부르는 쪽이 가립니다. */
  const spokenRoots = (text) => {
    const roots = new Set();
    let left = text;
    for (let i = 0; i < 3 && left.length > 1; i++) {
      addRoots(left, roots);
      const shorter = left.replace(SPOKEN, "");
      if (shorter === left || shorter.length < 2) break;
      left = shorter;
      addRoots(left, roots);
    }
    return [...roots].filter((root) => root.length > 1);
  };
  const addRoots = (given, roots) => {
    const left = given.replace(/[아어었았]$/, "");
    if (!/[가-힣]$/.test(left)) return;
    const irregular = left.match(/^(.*)([가-힣])[라러]$/);
    // 르 불규칙: `빨라`의 줄기는 `빠르`입니다.
    if (irregular && (irregular[2].charCodeAt(0) - FIRST) % FINALS === 8)
      roots.add(`${irregular[1]}${openLast(irregular[2])}르`);
    const { vowel, open } = syllable(left.at(-1));
    const final = (left.charCodeAt(left.length - 1) - FIRST) % FINALS;
    roots.add(left);
    if (!open && ![4, 8, 17, 20].includes(final)) return;
    const bare = openLast(left);
    roots.add(bare);
    const long = BEFORE_CONTRACTION.get(MEDIALS[vowel]);
    if (long)
      roots.add(
        bare.slice(0, -1) +
          String.fromCharCode(
            bare.charCodeAt(bare.length - 1) + (MEDIALS.indexOf(long) - vowel) * FINALS,
          ),
      );
  };
  // 말끝과 한 글자가 된 줄기의 받침: 없음, ㄴ, ㄹ, ㅁ, ㅂ, ㅆ. `코루팅`은 `코루티`의 꼴이 아닙니다.
  const VERB_FINALS = new Set([0, 4, 8, 16, 17, 20]);
  const endsLikeVerb = (text) =>
    VERB_FINALS.has((text.charCodeAt(text.length - 1) - FIRST) % FINALS);
  /** 말끝만 다른 풀이씨인지. 줄기가 말끝과 한 글자가 되기도 하고(`불러옵니다`), ㄹ이 빠지기도 합니다(`만듭니다`). */
  const sameVerb = (root, key) => {
    const size = root.length;
    if (key.startsWith(root) && AFTER_VERB.test(key.slice(size))) return true;
    if (key.length < size || !endsLikeVerb(key.slice(0, size))) return false;
    if (!/^(?:니다|$|[다습던을는고지진집질졌져기며면게도서야])/.test(key.slice(size))) return false;
    const opened = endsInL(root) ? openLast(root) : root;
    return conjugates(opened, key) || contracts(opened, key);
  };
  const endsInL = (text) => (text.charCodeAt(text.length - 1) - FIRST) % FINALS === 8;
  // 가운뎃소리의 번호: ㅗ와 ㅘ, ㅜ와 ㅝ. 말끝의 ㅏ, ㅓ와 합쳐진 것입니다: `바꾸어`와 `바꿔`.
  const CONTRACTED = new Map([
    [8, 9],
    [13, 14],
  ]);
  const contracts = (root, key) => {
    const last = root.length - 1;
    const [from, to] = [syllable(root[last]), syllable(key[last])];
    const change = CONTRACTED.get(from.vowel) - from.vowel;
    return from.open && key.startsWith(root.slice(0, last)) && to.block === from.block + change;
  };
  /** 마지막 글자의 받침을 뗀 것: `느린` -> `느리`, 아직 다 치지 않은 `스렏` -> `스레`. */
  const openLast = (stem) => {
    const code = stem.charCodeAt(stem.length - 1);
    return stem.slice(0, -1) + String.fromCharCode(code - ((code - FIRST) % FINALS));
  };
  const oneSyllable = (text) => text.match(ONE_SYLLABLE)?.[1];
  const isParticle = (text) => ONLY_PARTICLE.test(text);

  /** 글에서, 색인에 담는 것과 같은 꼴의 말. */
  const keysOf = (text) =>
    tokens(normalize(text)).map((token) =>
      isHangul(token) ? (token.match(SAFE_ENDING)?.[1] ?? token) : latinStem(token.toLowerCase()),
    );

  return {
    parse,
    word,
    fit,
    fitHangul,
    probe,
    conjugates,
    verbRoot,
    spokenRoots,
    doneNoun,
    keysOf,
    sameVerb,
    endsLikeVerb,
    endsThere,
    stripEnding,
    openLast,
    oneSyllable,
    isParticle,
    tokens,
    nameParts,
    latinStem,
    compact,
    normalize,
    isHangul,
    isNumber,
  };
})();
