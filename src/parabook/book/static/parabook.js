// 돌려 보는 한 줄의 파일 이름을, 지금 이 쪽이 열려 있는 곳의 주소로 바꿉니다.
document.addEventListener("DOMContentLoaded", () => {
  const places = [...document.querySelectorAll(".parabook-place")].map((place) => {
    const url = new URL(place.dataset.href, location.href);
    // Windows의 주소는 /C:/…이지만 경로는 C:/…입니다.
    const path = decodeURIComponent(url.pathname).replace(/^\/([A-Za-z]:)/, "$1");
    return { name: place.dataset.name, url: url.href, path: url.protocol === "file:" ? path : url.href };
  });
  const quote = (text) => (/[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text);
  for (const block of document.querySelectorAll(".parabook-run-line pre")) {
    const words = block.textContent.trim().split(" ");
    block.textContent = words
      .map((word, index) => {
        const place = places.find(({ name }) => name === word);
        if (!place || words[index - 1]?.endsWith("/python")) return word;
        return quote(words[index - 1] === "-O" ? place.url : place.path);
      })
      .join(" ");
  }
});
