// What script adds to pages that work without it: nothing here is needed to read or to submit.
(() => {
  "use strict";

  // A form that came back with faults, or a refusal, is where reading should go on.
  const first = document.querySelector("main > .error-summary, main > .refusal");
  if (first) first.focus();

  // A second press on the button sends nothing while the first is on its way.
  for (const form of document.querySelectorAll("form[data-once]")) {
    let sent = 0;
    form.addEventListener("submit", (event) => {
      if (event.timeStamp - sent < 3000 && sent > 0) event.preventDefault();
      else sent = event.timeStamp;
    });
  }

  // A shared device wipes itself when nobody has touched it for a minute.
  const wipe = document.querySelector(".wipe-bar");
  if (wipe) {
    let idle;
    const rest = () => {
      clearTimeout(idle);
      idle = setTimeout(() => wipe.submit(), 60000);
    };
    for (const touch of ["pointerdown", "keydown", "scroll"]) addEventListener(touch, rest, { passive: true });
    rest();
  }

  // A wall screen looks again each minute, unless somebody holds it still.
  const pause = document.querySelector(".wall-pause");
  if (pause) {
    pause.hidden = false;
    setInterval(() => {
      if (!document.getElementById("pause").checked) location.reload();
    }, 60000);
  }

  // Long answers say how much room is left once it gets short.
  const english = document.documentElement.lang === "en";
  for (const area of document.querySelectorAll("textarea[data-length-max]")) {
    const most = Number(area.dataset.lengthMax);
    const left = document.createElement("p");
    left.className = "field-hint";
    left.setAttribute("role", "status");
    area.after(left);
    const tell = () => {
      const room = most - [...area.value].length;
      const over = room < 0;
      if (room > most / 5) left.textContent = "";
      else if (english) left.textContent = `${Math.abs(room)} characters ${over ? "too many" : "left"}`;
      else left.textContent = over ? `多了 ${-room} 字` : `还可以写 ${room} 字`;
    };
    area.addEventListener("input", tell);
    tell();
  }
})();
