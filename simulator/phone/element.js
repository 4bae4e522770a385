// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
/**
 * Creates an element. In: its tag with classes ("button.primary"), properties (on… are listeners, aria-… and data-… and
 * others that have no property are attributes), children (null and false are left out; texts are never read as HTML).
 */
export function el(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split('.')
  const node = document.createElement(name)
  if (classes.length > 0) node.className = classes.join(' ')
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value)
    else if (key in node && !key.includes('-')) node[key] = value
    else node.setAttribute(key, value === true ? '' : value)
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined))
  return node
}

export const avatar = (someone, size = '') => el(`img.avatar${size && `.${size}`}`, { src: someone.picture, alt: '', loading: 'lazy' })

/** "now", "5 min", "3 h", "2 d", "6 w" between two times. */
export function ago(at, now) {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min`
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h`
  if (minutes < 10_080) return `${Math.floor(minutes / 1440)} d`
  return `${Math.floor(minutes / 10_080)} w`
}

/** Marks names, hashtags and links in a text. */
export function rich(text) {
  return text.split(/((?:https?:\/\/|www\.)\S+|[@#][\p{L}\p{N}_.]+)/u).map((part, index) => {
    if (index % 2 === 0) return part
    if (/^(https?:|www)/.test(part))
      return el('a', { href: part.startsWith('www') ? `https://${part}` : part, target: '_blank', rel: 'noreferrer' }, part)
    return el('span.mark', {}, part)
  })
}

const paths = {
  form: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h3',
  grid: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  chat: 'M12 4c4.7 0 8 3 8 7s-3.3 7-8 7c-.9 0-1.8-.1-2.600-.35L5 19.500l.9-3.2C4.700 15 4 13.100 4 11c0-4 3.300-7 8-7z',
  heart: 'M12 20C6 15.500 3.500 12.500 3.500 9A4.500 4.500 0 0 1 12 6.800 4.500 4.500 0 0 1 20.500 9c0 3.500-2.500 6.500-8.500 11z',
  undo: 'M9 7 4.500 11.500 9 16M5 11.500h9a5 5 0 0 1 0 10h-2',
  plus: 'M12 5v14M5 12h14',
  menu: 'M4 7h16M4 12h16M4 17h16',
  thumb: 'M7 11v9H4v-9zM7 11l4-8c1.600 0 2.500 1 2.200 2.600L12.600 9H19c1.200 0 2 1 1.800 2.200l-1.500 7c-.200 1-1 1.800-2 1.800H7',
  tick: 'M5 12.5l4.5 4.5L20 6.5',
  ticks: 'M2 12.5l4.5 4.5L17 6.5M11.5 15.500l1.500 1.500L23 6.500',
  back: 'M15 5l-7 7 7 7',
}

/** An icon as SVG, since not every machine has an icon font. */
export function sign(name, filled = false) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', filled ? 'sign filled' : 'sign')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', paths[name])
  svg.append(path)
  return svg
}
