// Scrolls the chat to where data-clip says and writes what of the marked texts is then in view into the page.
const clip = document.querySelector('[data-clip]');
if (clip) {
  const roll = clip.querySelector('[data-roll]');
  const to = clip.dataset.clip;
  let shift = 0;
  if (to === 'end') shift = roll.offsetHeight - clip.clientHeight;
  else if (to !== 'start') {
    const [id, gap] = to.split('|');
    const row = document.querySelector(`[data-row="${id}"]`);
    shift = Math.round(row.getBoundingClientRect().top - roll.getBoundingClientRect().top) - Number(gap);
  }
  roll.style.top = `${-Math.max(0, Math.round(shift))}px`;
  const frame = clip.getBoundingClientRect();
  const seen = [];
  for (const mark of document.querySelectorAll('[data-m]')) {
    const b = mark.getBoundingClientRect();
    const top = Math.max(b.top, frame.top), bottom = Math.min(b.bottom, frame.bottom);
    if (bottom - top < 6) continue;
    seen.push({id: mark.dataset.m, text: mark.textContent, box: [b.left, top, b.right, bottom],
      partial: b.top < frame.top || b.bottom > frame.bottom});
  }
  const out = document.createElement('pre');
  out.id = 'seen';
  out.hidden = true;
  out.textContent = JSON.stringify({seen, top: frame.top, height: frame.height, rolled: Math.max(0, Math.round(shift)),
    whole: roll.offsetHeight});
  document.body.append(out);
}
