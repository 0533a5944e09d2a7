// How large tiles may be so that all of them fit; pure.

const aspect = 16 / 9;

/**
 * The largest 16:9 tiles with which `count` of them fill a box, `gap` apart: every number of columns
 * is tried, for there are few.
 */
export function tileSize(count, width, height, gap) {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const widest = (width - (columns - 1) * gap) / columns;
    const highest = (height - (rows - 1) * gap) / rows;
    const tileWidth = Math.floor(Math.max(0, Math.min(widest, highest * aspect)));
    if (tileWidth > best.width) {
      best = { columns, width: tileWidth, height: Math.floor(tileWidth / aspect) };
    }
  }
  return best;
}
