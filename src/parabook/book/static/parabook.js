// 돌려 보는 한 줄의 파일 이름을, 지금 이 페이지가 열려 있는 곳의 주소로 바꿉니다.
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

// 왼쪽과 오른쪽 화살표로 앞뒤 페이지에 갑니다. 글을 치거나, 표와 코드를 옆으로 미는 중이면 그대로 둡니다.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const where = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const free = [document.body, document.documentElement, null].includes(document.activeElement);
  const link = where && document.querySelector(`link[rel="${where}"]`);
  if (link && free && !document.querySelector("dialog[open]")) location.assign(link.href);
});

// 종이에는 접어 둔 것도 펼쳐서 싣습니다.
const opened = [];
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) {
    folded.open = true;
    opened.push(folded);
  }
});
addEventListener("afterprint", () => {
  for (const folded of opened.splice(0)) folded.open = false;
});

// 문장 끝의 표: 누르는 것은 브라우저가 하고, 가리키거나 탭으로 가도 근거가 보이게 하는 일만 여기서 합니다.
for (const mark of document.querySelectorAll(".claim-mark")) {
  const note = mark.nextElementSibling;
  if (!note.showPopover) break;
  let peeking = false; // 가리키는 동안만 펼친 것이면 떠날 때 접고, 그사이에 누르면 펼친 채로 둡니다.
  let waiting;
  let closing = false; // Esc로 접으면 브라우저가 표로 초점을 돌려줍니다. 그때 다시 펼치지 않습니다.
  const soon = (act, delay) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, delay);
  };
  const peek = () => {
    if (note.matches(":popover-open")) return;
    peeking = true;
    note.showPopover();
  };
  const leave = () => soon(() => peeking && note.hidePopover(), 200);
  for (const part of [mark, note]) {
    part.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && soon(peek, 150));
    part.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && leave());
    part.addEventListener("focusin", () => {
      clearTimeout(waiting);
      if (!closing && mark.matches(":focus-visible")) peek();
    });
    part.addEventListener("focusout", leave);
    // 스크립트가 펼친 것은 브라우저가 Esc로 접지 않을 때가 있습니다.
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !note.matches(":popover-open")) return;
      event.preventDefault();
      note.hidePopover();
      closing = true;
      mark.focus();
      closing = false;
    });
  }
  mark.addEventListener("click", (event) => {
    if (peeking) event.preventDefault();
    peeking = false;
  });
  note.addEventListener("beforetoggle", ({ newState }) => {
    closing = newState === "closed";
    setTimeout(() => (closing = false), 100);
  });
  note.addEventListener("toggle", ({ newState }) => {
    if (newState === "closed") peeking = false;
    else if (!CSS.supports("anchor-scope: --claim")) {
      // 자리를 스스로 잡지 못하는 브라우저에서는 문장의 바로 아래나 위에 둡니다.
      const { top, bottom } = mark.closest(".claim").getBoundingClientRect();
      const below = bottom + note.offsetHeight + 16 < innerHeight;
      note.style.inset = below ? `${bottom + 6}px 1rem auto` : `auto 1rem ${innerHeight - top + 6}px`;
    }
  });
}

// 화면 색상의 차림표를 여닫습니다. 고르는 일은 테마가 합니다.
for (const box of document.querySelectorAll(".theme-switch-container")) {
  const button = box.querySelector("button.dropdown-toggle");
  const menu = box.querySelector(".dropdown-menu");
  const items = [...menu.querySelectorAll("button")];
  const toggle = (open) => {
    menu.classList.toggle("show", open);
    button.setAttribute("aria-expanded", open);
  };
  toggle(false);
  menu.dataset.bsPopper = "static"; // 단추의 바로 아래에 펼칩니다.
  button.addEventListener("click", () => toggle(!menu.classList.contains("show")));
  document.addEventListener("click", ({ target }) => {
    if (!button.contains(target)) toggle(false);
  });
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !box.contains(relatedTarget)) toggle(false);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      toggle(true);
      const at = items.indexOf(document.activeElement);
      items[at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length].focus();
    } else if (event.key === "Escape" && menu.classList.contains("show")) {
      event.preventDefault(); // 차림표가 든 서랍까지 닫지는 않습니다.
      event.stopPropagation();
      toggle(false);
      button.focus();
    }
  });
}

// 옆으로 밀어 보는 코드와 표에는 탭으로 갈 수 있어야 합니다. 그것을 고르는 일을 테마는 창의 폭이 바뀔 때만
// 하므로, 글꼴이 늦게 오거나(색을 바꾸면 글꼴을 다시 읽는 브라우저도 있습니다) 접은 것을 펼친 때에도 하게 합니다.
const measureAgain = () => dispatchEvent(new Event("resize"));
document.fonts.addEventListener("loadingdone", measureAgain);
document.addEventListener("toggle", measureAgain, true);

// 글을 읽는 데 쓰이지 않는 것(복사 단추)은 페이지를 다 그린 다음에 받습니다.
addEventListener("load", () => {
  for (const late of document.querySelectorAll("script[data-late]")) {
    const script = document.createElement("script");
    script.src = late.src;
    script.async = false; // 받는 것은 한꺼번에, 돌리는 것은 순서대로 합니다.
    document.head.append(script);
  }
});
