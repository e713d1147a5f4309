"use strict";
/* Plays the runs that stand in #data: time moves by the clock or by the sentences of #story, in both
   directions. Times are ns; a lane's spans are a flat list of start, length, state, line, reason,
   other lane (-1: nobody), request (0: none). Keys are those of meanwhile's window. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const FIELDS = 7, ROW = 24, LABELS = 220, MARGIN = 16;
  const RUNNING = 0, READY = 1, NETWORK = 2, WAITING = 4, BLOCKED = 5, IDLE = 6;
  const COLOURS = ["running", "ready", "network", "sleeping", "waiting", "blocked", "idle", "done",
    "failed", "cancelled"];
  const SPEEDS = [1 / 64, 1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16, 64];
  const byId = (id) => document.getElementById(id);
  const stillMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const end = Math.max(1, ...data.runs.map((run) => run.end));
  const sentences = [...byId("story").children].map((item) => item.lastChild.textContent);
  let now = end, step = data.steps.length, from = 0, to = end, playing = false, selected = -1;
  let speed = 1, lastFrame = 0, patterns = [], colours = {};

  /* Rows: each run's title, then its lanes. */
  const rows = [];
  data.runs.forEach((run, number) => {
    rows.push({ run: number, lane: -1 });
    run.lanes.forEach((_, lane) => rows.push({ run: number, lane }));
  });

  const seconds = (ns) => {
    if (ns === 0) { return "0 s"; }
    if (ns < 1e3) { return `${ns} ns`; }
    if (ns < 1e6) { return `${(ns / 1e3).toFixed(1)} µs`; }
    if (ns < 1e9) { return `${(ns / 1e6).toFixed(1)} ms`; }
    return `${(ns / 1e9).toFixed(3)} s`;
  };
  const span = (lane, index) => {
    const at = index * FIELDS, s = lane.spans;
    return { start: s[at], end: s[at] + s[at + 1], state: s[at + 2], line: s[at + 3],
      reason: s[at + 4], other: s[at + 5], request: s[at + 6], index };
  };
  const count = (lane) => lane.spans.length / FIELDS;
  /* The last span that begins at or before t; of those without length the last, too. */
  const spanAt = (lane, t) => {
    let low = 0, high = count(lane);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lane.spans[middle * FIELDS] <= t) { low = middle + 1; } else { high = middle; }
    }
    if (low === 0) { return null; }
    const found = span(lane, low - 1);
    return t < found.end || t === found.start ? found : null;
  };

  /* Drawing. */
  const context = (canvas, width, height) => {
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return pen;
  };
  /* Textures by state: solid is on the CPU, everything else is not. */
  const TEXTURES = {
    1: (p) => { p.fillRect(0, 0, 3, 8); },
    2: (p) => { p.moveTo(-1, 9); p.lineTo(9, -1); p.moveTo(-5, 5); p.lineTo(5, -5); p.moveTo(3, 13); p.lineTo(13, 3); },
    3: (p) => { p.fillRect(1, 1, 2, 2); p.fillRect(5, 5, 2, 2); },
    4: (p) => { p.moveTo(-1, -1); p.lineTo(9, 9); p.moveTo(-5, 3); p.lineTo(5, 13); p.moveTo(3, -5); p.lineTo(13, 5); },
    5: (p) => { p.moveTo(-1, 9); p.lineTo(9, -1); p.moveTo(-1, -1); p.lineTo(9, 9); },
  };
  const takeTheme = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    colours = Object.fromEntries(["text", "dim", "lane", "edge", "accent", "panel", "on-fill",
      ...COLOURS].map((name) => [name, colour(name)]));
    patterns = COLOURS.map((name, state) => {
      if (!(state in TEXTURES)) { return colours[name]; }
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const pen = tile.getContext("2d");
      pen.fillStyle = pen.strokeStyle = colours[name];
      pen.lineWidth = 1.6;
      pen.beginPath();
      TEXTURES[state](pen);
      pen.stroke();
      return pen.createPattern(tile, "repeat");
    });
  };
  const plotWidth = () => byId("lanes").clientWidth - LABELS - MARGIN;
  const x = (t) => LABELS + (t - from) / (to - from) * plotWidth();
  const timeAt = (px) => Math.min(end, Math.max(0, Math.round(from + (px - LABELS) / plotWidth() * (to - from))));

  const drawSpan = (pen, s, top, width) => {
    const left = Math.max(LABELS, x(s.start)), right = Math.min(width, x(s.end));
    if (s.end < from || s.start > to) { return; }
    if (s.end === s.start || right - left < 2) {
      pen.fillStyle = colours[COLOURS[s.state === IDLE ? IDLE : s.state]];
      if (x(s.start) >= LABELS) { pen.fillRect(x(s.start) - 1, top + 4, 2, ROW - 8); }
      return;
    }
    if (s.state === IDLE) {
      pen.fillStyle = colours.idle;
      pen.fillRect(left, top + ROW / 2 - 0.5, right - left, 1);
      return;
    }
    const height = s.state === RUNNING || s.state === BLOCKED ? ROW - 6 : ROW - 10;
    pen.fillStyle = patterns[s.state];
    pen.fillRect(left, top + (ROW - height) / 2, right - left, height);
    pen.strokeStyle = colours[COLOURS[s.state]];
    pen.lineWidth = 1;
    pen.strokeRect(left + 0.5, top + (ROW - height) / 2 + 0.5, right - left - 1, height - 1);
    const word = s.state === BLOCKED ? "LOOP BLOCKED" : `${wordOf(s)} ${seconds(s.end - s.start)}`;
    pen.font = s.state === BLOCKED ? "bold 12px sans-serif" : "12px sans-serif";
    const room = pen.measureText(word).width + 8;
    if (room < right - left) {
      pen.fillStyle = s.state === BLOCKED ? colours.blocked : colours.panel;
      pen.fillRect(left + 2, top + 5, room, ROW - 10);
      pen.fillStyle = s.state === BLOCKED ? colours["on-fill"] : colours.text;
      pen.fillText(word, left + 6, top + 16);
    }
  };
  const wordOf = (s) => s.state === WAITING ? `waiting for ${data.reasons[s.reason]}` : data.states[s.state];

  const ticks = () => {
    const about = (to - from) / Math.max(2, plotWidth() / 110);
    const power = 10 ** Math.floor(Math.log10(about));
    const unit = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= about);
    const list = [];
    for (let t = Math.ceil(from / unit) * unit; t <= to; t += unit) { list.push(t); }
    return { list, unit };
  };
  const tickText = (t, unit) => {
    const [size, name] = to >= 1e9 ? [1e9, "s"] : to >= 1e6 ? [1e6, "ms"] : to >= 1e3 ? [1e3, "µs"] : [1, "ns"];
    return `${(t / size).toFixed(Math.max(0, Math.ceil(-Math.log10(unit / size) - 1e-9)))} ${name}`;
  };
  const drawAxis = () => {
    const width = byId("lanes").clientWidth, pen = context(byId("axis"), width, 34);
    const { list, unit } = ticks();
    pen.font = "13px sans-serif";
    pen.textAlign = "center";
    for (const t of list) {
      pen.fillStyle = colours.dim;
      pen.fillText(tickText(t, unit), x(t), 14);
      pen.fillRect(x(t), 20, 1, 6);
    }
    pen.fillRect(LABELS, 26, plotWidth(), 1);
    if (now >= from && now <= to) {
      pen.fillStyle = colours.accent;
      pen.beginPath();
      pen.moveTo(x(now) - 6, 24); pen.lineTo(x(now) + 6, 24); pen.lineTo(x(now), 33);
      pen.fill();
    }
  };
  const drawLanes = () => {
    const box = byId("lanes"), width = box.clientWidth;
    const height = Math.min(box.clientHeight || 1, rows.length * ROW), pen = context(byId("spans"), width, height);
    const first = Math.floor(box.scrollTop / ROW), last = Math.ceil((box.scrollTop + height) / ROW);
    for (let index = first; index < Math.min(last, rows.length); index++) {
      const row = rows[index], top = index * ROW - box.scrollTop, run = data.runs[row.run];
      if (row.lane < 0) {
        pen.font = "bold 14px sans-serif";
        pen.fillStyle = colours.text;
        const text = seconds(run.end), left = Math.min(x(run.end) + 6, width - pen.measureText(text).width - 6);
        if (run.end <= now && x(run.end) >= LABELS) { pen.fillText(text, Math.max(left, LABELS), top + 17); }
        continue;
      }
      const lane = run.lanes[row.lane];
      for (let i = firstVisible(lane); i < count(lane); i++) {
        const s = span(lane, i);
        if (s.start > to) { break; }
        drawSpan(pen, s, top, width - MARGIN);
      }
      if (lane.end >= 0 && lane.stop <= now && lane.stop >= from && lane.stop <= to) {
        pen.font = "13px sans-serif";
        pen.fillStyle = colours[COLOURS[lane.end]];
        pen.fillText(["✓", "×", "⊘"][lane.end - 7] + (lane.error ? ` ${lane.error}` : ""), x(lane.stop) + 4, top + 17);
      }
    }
    if (now < to) { /* the future is faint */
      pen.globalAlpha = 0.72;
      pen.fillStyle = colours.panel;
      const left = Math.max(LABELS, x(now));
      pen.fillRect(left, 0, width - left, height);
      pen.globalAlpha = 1;
    }
    if (now >= from && now <= to) {
      pen.fillStyle = colours.accent;
      pen.fillRect(x(now) - 1, 0, 2, height);
    }
  };
  const firstVisible = (lane) => {
    let low = 0, high = count(lane);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lane.spans[middle * FIELDS] + lane.spans[middle * FIELDS + 1] < from) { low = middle + 1; } else { high = middle; }
    }
    return low;
  };

  /* What stands beside the picture. */
  const lineElements = [];
  const makeCode = () => {
    data.runs.forEach((run, number) => {
      const heading = document.createElement("h3"), pre = document.createElement("pre");
      heading.textContent = run.name;
      lineElements[number] = run.source.replace(/\n$/, "").split("\n").map((text, index) => {
        const line = document.createElement("span");
        line.className = "line";
        line.dataset.n = index + 1;
        line.textContent = text || " ";
        pre.append(line);
        return line;
      });
      byId("code").append(heading, pre);
    });
  };
  const showCode = () => {
    byId("code").querySelectorAll(".lit, .wait").forEach((line) => line.classList.remove("lit", "wait"));
    byId("code").querySelectorAll(".badge").forEach((badge) => badge.remove());
    data.runs.forEach((run, number) => {
      const waits = new Map();
      for (const lane of run.lanes) {
        const s = spanAt(lane, now);
        if (s && s.line > 0 && s.state !== RUNNING && s.state !== IDLE && now < s.end) {
          waits.set(s.line, [...(waits.get(s.line) || []), lane.label]);
        }
      }
      for (const [line, names] of waits) {
        const element = lineElements[number][line - 1];
        if (element) {
          element.classList.add("wait");
          const badge = document.createElement("span");
          badge.className = "badge";
          badge.textContent = names.length > 1 ? `${names.length} wait` : names[0];
          element.prepend(badge);
        }
      }
    });
    const current = data.steps[step - 1];
    const lit = current && current[3] > 0 && lineElements[current[1]][current[3] - 1];
    if (lit) {
      lit.classList.add("lit");
      const box = byId("code"), top = lit.offsetTop - box.offsetTop;
      if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 40) { box.scrollTop = top - box.clientHeight / 2; }
    }
  };
  const showNarration = () => {
    const place = byId("narration"), current = data.steps[step - 1];
    place.textContent = "";
    if (!current) { place.textContent = "Nothing has happened yet."; return; }
    const time = document.createElement("span");
    time.textContent = `${data.runs.length > 1 ? `${data.runs[current[1]].name} · ` : ""}${seconds(current[0])}  `;
    place.append(time, sentences[step - 1]);
  };

  const isLoop = (lane) => lane.label.startsWith("event loop");
  /* Why is this lane idle? Each answer names what it rests on, and asks on there. */
  const why = (run, laneIndex, t) => {
    const answers = [], seen = new Set();
    let lane = laneIndex;
    while (lane >= 0 && !seen.has(lane) && answers.length < 8) {
      seen.add(lane);
      const it = run.lanes[lane], s = spanAt(it, t);
      if (!s) {
        answers.push(t < it.start ? `${it.label} does not exist yet.`
          : `${it.label} ${lane === 0 ? "has nothing to do" : "has ended"}.`);
        break;
      }
      const at = s.line > 0 ? ` at line ${s.line}` : "", since = `since ${seconds(s.start)}, until ${seconds(s.end)}`;
      if (s.state === RUNNING) { answers.push(`${it.label} runs${at}.`); break; }
      if (s.state === READY) {
        const busy = run.lanes.map((other, index) => index).filter((index) => {
          const o = index !== lane && spanAt(run.lanes[index], t);
          return o && (o.state === RUNNING || o.state === BLOCKED) && t < o.end;
        }).sort((one, two) => isLoop(run.lanes[one]) - isLoop(run.lanes[two]));
        answers.push(`${it.label} is ready, but has to wait for the processor, ${since}.`);
        lane = busy.length ? busy[0] : -1; /* a task rather than the loop that runs it */
        continue;
      }
      if (s.state === BLOCKED) { answers.push(`${it.label} makes a blocking call${at}: the whole event loop stands still, ${since}.`); break; }
      if (s.state === IDLE) { answers.push(`${it.label}: nothing is ready, so the loop waits, ${since}.`); break; }
      if (s.state === NETWORK) {
        const request = run.requests[s.request - 1];
        answers.push(`${it.label} waits for the reply to ${request ? request.call : "a request"}${at}, ${since}.`);
        if (request) {
          const phases = request.phases.map(([phase, ns]) => `${data.phases[phase]} ${seconds(ns)}`);
          if (phases.length) { answers.push(`That request: ${phases.join(", ")}.`); }
        }
        break;
      }
      answers.push(`${it.label} is ${wordOf(s)}${at}, ${since}.`);
      lane = s.other;
    }
    return answers;
  };
  const showDetails = () => {
    const place = byId("details");
    place.hidden = selected < 0;
    if (selected < 0) { return; }
    const row = rows[selected], run = data.runs[row.run];
    byId("details-heading").textContent = `Why is ${run.lanes[row.lane].label} idle at ${seconds(now)}?`;
    const answers = why(run, row.lane, now);
    if (/ runs( at line \d+)?\.$/.test(answers[0])) {
      byId("details-heading").textContent = `What does ${run.lanes[row.lane].label} do at ${seconds(now)}?`;
    }
    place.querySelector("ol").replaceChildren(...answers.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
  };

  let asked = false;
  const refresh = () => {
    asked = false;
    drawAxis();
    drawLanes();
    showNarration();
    showCode();
    showDetails();
    byId("clock").textContent = seconds(now);
    byId("scrub").value = String(Math.round(now / end * 10000));
    byId("scrub").setAttribute("aria-valuetext", seconds(now));
    byId("play").textContent = playing ? "Pause" : "Play";
  };
  const redraw = () => { if (!asked) { asked = true; requestAnimationFrame(refresh); } };

  /* Moving in time. */
  const stepsUntil = (t) => {
    let low = 0, high = data.steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data.steps[middle][0] <= t) { low = middle + 1; } else { high = middle; }
    }
    return low;
  };
  const goTo = (t) => { now = Math.min(end, Math.max(0, t)); step = now > 0 ? stepsUntil(now) : 0; show(); };
  const goToStep = (index) => {
    playing = false;
    step = Math.min(data.steps.length, Math.max(0, index));
    now = step > 0 ? data.steps[step - 1][0] : 0;
    show();
  };
  const show = () => {
    if (now < from || now > to) { const width = to - from; look(now - width / 2, now + width / 2); }
    redraw();
  };
  const look = (a, b) => {
    const width = Math.min(end, Math.max(Math.min(end, 10), b - a));
    from = Math.max(0, Math.min(end - width, a));
    to = from + width;
    redraw();
  };
  const zoom = (factor, around) => look(around - (around - from) * factor, around + (to - around) * factor);
  const frame = (time) => {
    if (!playing) { return; }
    const passed = Math.min(100, time - lastFrame);
    lastFrame = time;
    /* At speed 1 the longest run takes ten seconds, or its own time if that is less. */
    goTo(now + passed / 1000 * speed * Math.max(end / 10, Math.min(end, 1e9)));
    if (now >= end) { playing = false; redraw(); } else { requestAnimationFrame(frame); }
  };
  const play = () => {
    playing = !playing;
    if (playing && now >= end) { goTo(0); }
    if (playing && stillMotion) { playing = false; goToStep(step + 1); return; }
    lastFrame = performance.now();
    if (playing) { requestAnimationFrame(frame); }
    redraw();
  };
  const changeSpeed = (by) => {
    const index = Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(speed) + by));
    speed = SPEEDS[index];
    byId("speed").value = String(index);
  };
  const select = (index) => {
    selected = index;
    byId("lanes").querySelectorAll(".row").forEach((element, at) => {
      if (rows[at].lane >= 0) { element.setAttribute("aria-selected", String(at === index)); }
    });
    if (index >= 0) {
      const box = byId("lanes"), top = index * ROW;
      byId("lanes").setAttribute("aria-activedescendant", `row-${index}`);
      if (top < box.scrollTop) { box.scrollTop = top; }
      if (top + ROW > box.scrollTop + box.clientHeight) { box.scrollTop = top + ROW - box.clientHeight; }
    }
    redraw();
  };
  const selectNext = (by) => {
    let index = selected < 0 ? (by > 0 ? -1 : rows.length) : selected;
    do { index += by; } while (index >= 0 && index < rows.length && rows[index].lane < 0);
    if (index >= 0 && index < rows.length) { select(index); }
  };
  const changeTheme = () => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    takeTheme();
    makeLegend();
    redraw();
  };
  const toggleHelp = () => {
    byId("keys").hidden = !byId("keys").hidden;
    byId("help").setAttribute("aria-expanded", String(!byId("keys").hidden));
    playing = false;
    redraw();
  };

  /* One table of commands: keys, and what they do. */
  const COMMANDS = [
    [["Space"], "play, or pause", play],
    [["ArrowRight", "."], "step to the next event", () => goToStep(step + 1)],
    [["ArrowLeft", ","], "step back to the event before", () => goToStep(step - 1)],
    [["Home"], "go to the start", () => goTo(0)],
    [["End"], "go to the end", () => goTo(end)],
    [[">"], "play twice as fast", () => changeSpeed(1)],
    [["<"], "play half as fast", () => changeSpeed(-1)],
    [["KeyW", "+", "="], "zoom in on the present", () => zoom(0.5, now)],
    [["KeyS", "-"], "zoom out", () => zoom(2, now)],
    [["KeyA"], "look further left", () => look(from - (to - from) / 4, to - (to - from) / 4)],
    [["KeyD"], "look further right", () => look(from + (to - from) / 4, to + (to - from) / 4)],
    [["0"], "see all of it", () => look(0, end)],
    [["ArrowDown", "j"], "select the next lane, and ask why it is idle", () => selectNext(1)],
    [["ArrowUp", "k"], "select the lane before", () => selectNext(-1)],
    [["Enter", "q"], "ask, or close the answer", () => select(selected < 0 ? 1 : -1)],
    [["t"], "light or dark", changeTheme],
    [["?", "F1"], "show these keys", toggleHelp],
    [["Escape"], "close, or clear the selection", () => { if (!byId("keys").hidden) { toggleHelp(); } else { select(-1); } }],
  ];
  const KEY_NAMES = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", KeyW: "W", KeyS: "S", KeyA: "A", KeyD: "D" };
  document.addEventListener("keydown", (event) => {
    const target = event.target, typed = ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);
    if (event.ctrlKey || event.metaKey || event.altKey || (typed && event.key !== "Escape")) { return; }
    if (["BUTTON", "SUMMARY"].includes(target.tagName) && (event.key === "Enter" || event.key === " ")) { return; }
    const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const found = COMMANDS.find(([keys]) => keys.includes(key) || keys.includes(event.code));
    if (found) { event.preventDefault(); found[2](); }
  });
  for (const [id, key] of [["play", "Space"], ["forward", "ArrowRight"], ["back", "ArrowLeft"], ["start", "Home"],
    ["end", "End"], ["zoom-in", "KeyW"], ["zoom-out", "KeyS"], ["fit", "0"], ["theme", "t"], ["help", "?"]]) {
    byId(id).addEventListener("click", COMMANDS.find(([keys]) => keys.includes(key))[2]);
  }
  byId("scrub").addEventListener("input", () => { playing = false; goTo(Math.round(byId("scrub").value / 10000 * end)); });
  byId("speed").addEventListener("change", () => { speed = SPEEDS[Number(byId("speed").value)]; });
  let dragging = false;
  byId("axis").addEventListener("pointerdown", (event) => {
    dragging = true;
    playing = false;
    byId("axis").setPointerCapture(event.pointerId);
    goTo(timeAt(event.offsetX));
  });
  byId("axis").addEventListener("pointermove", (event) => { if (dragging) { goTo(timeAt(event.offsetX)); } });
  byId("axis").addEventListener("pointerup", () => { dragging = false; });
  byId("lanes").addEventListener("scroll", redraw);
  byId("lanes").addEventListener("wheel", (event) => {
    if (event.ctrlKey) {
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : 0.8, timeAt(event.clientX - byId("lanes").getBoundingClientRect().left));
    }
  }, { passive: false });
  byId("lanes").addEventListener("click", (event) => {
    const box = byId("lanes").getBoundingClientRect(), px = event.clientX - box.left;
    const index = Math.floor((event.clientY - box.top + byId("lanes").scrollTop) / ROW);
    if (index < 0 || index >= rows.length) { return; }
    if (px > LABELS) { playing = false; goTo(timeAt(px)); }
    if (rows[index].lane >= 0) { select(index); }
  });
  new ResizeObserver(redraw).observe(byId("lanes"));

  /* Beginning. */
  const makeRows = () => {
    const box = byId("lanes");
    rows.forEach((row, index) => {
      const element = document.createElement("div"), text = document.createElement("span");
      element.className = row.lane < 0 ? "row run" : "row";
      element.id = `row-${index}`;
      element.style.top = `${index * ROW}px`;
      if (row.lane >= 0) { element.setAttribute("role", "option"); element.setAttribute("aria-selected", "false"); } else { element.setAttribute("role", "presentation"); }
      text.textContent = row.lane < 0 ? data.runs[row.run].name : data.runs[row.run].lanes[row.lane].label;
      element.title = text.textContent;
      element.append(text);
      box.insertBefore(element, box.querySelector(".over"));
    });
    box.querySelector(".space").style.height = `${rows.length * ROW}px`;
    box.style.height = `min(62vh, ${rows.length * ROW + 2}px)`;
  };
  const makeLegend = () => {
    const used = new Set();
    data.runs.forEach((run) => run.lanes.forEach((lane) => {
      for (let i = 0; i < count(lane); i++) { used.add(lane.spans[i * FIELDS + 2]); }
    }));
    byId("legend").textContent = "";
    [...used].sort((a, b) => a - b).forEach((state) => {
      const sample = document.createElement("canvas");
      sample.width = 28;
      sample.height = 14;
      const pen = sample.getContext("2d");
      pen.fillStyle = pen.strokeStyle = patterns[state];
      pen.fillRect(0, state === IDLE ? 6 : 0, 28, state === IDLE ? 2 : 14);
      if (state !== IDLE) { pen.strokeStyle = colours[COLOURS[state]]; pen.strokeRect(0.5, 0.5, 27, 13); }
      sample.setAttribute("aria-hidden", "true");
      byId("legend").append(sample, data.states[state]);
    });
  };
  const makeKeys = () => {
    for (const [keys, what] of COMMANDS) {
      const name = document.createElement("dt"), meaning = document.createElement("dd");
      name.textContent = keys.map((key) => KEY_NAMES[key] || (key.length === 1 ? key.toUpperCase() : key)).join("  ");
      meaning.textContent = what;
      byId("keys").querySelector("dl").append(name, meaning);
    }
  };
  document.documentElement.classList.add("scripted");
  byId("player").hidden = false;
  if (matchMedia("(prefers-color-scheme: dark)").matches) { document.documentElement.dataset.theme = "dark"; }
  SPEEDS.forEach((value, index) => byId("speed").append(new Option(value < 1 ? `1/${1 / value}` : String(value), String(index))));
  changeSpeed(0);
  takeTheme();
  makeKeys();
  makeRows();
  makeCode();
  makeLegend();
  goTo(0);
})();
