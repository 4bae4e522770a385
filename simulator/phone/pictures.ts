import { renderSVG } from 'uqr'
import { findAccount } from '../world/accounts.ts'
import { findPerson } from '../world/people.ts'
import { findMedia } from '../instagram/media.ts'
import type { World } from '../world/world.ts'

// A number from an id, so that the same post always looks the same.
function mark(id: string): number {
  let sum = 2_166_136_261
  for (const letter of id) sum = Math.imul(sum ^ letter.charCodeAt(0), 16_777_619)
  return sum >>> 0
}

const hue = (seed: number, step: number) => (seed + step * 47) % 360

/** The picture of a short link of a WhatsApp number: its code for cameras. */
const shortLink = 'wa.me-'

/** Paints the picture of a post (a soft landscape in its own colors) or of a person or account (a lettered disc). */
export function picture(world: World, id: string): string {
  if (id.startsWith(shortLink)) return renderSVG(`https://wa.me/message/${id.slice(shortLink.length)}`)
  const someone = findAccount(world, id) ?? findPerson(world, id)
  if (someone) return portrait(mark(id), someone.name)
  return landscape(mark(id), findMedia(world, id)?.kind === 'STORY' ? 1920 : 1350)
}

function portrait(seed: number, name: string): string {
  const letters = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .replaceAll(/[<>&]/g, '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="hsl(${hue(seed, 0)} 72% 62%)"/><stop offset="1" stop-color="hsl(${hue(seed, 1)} 68% 48%)"/></linearGradient></defs>
<rect width="96" height="96" fill="url(#g)"/><text x="48" y="51" fill="#fff" font-family="system-ui,sans-serif" font-size="36" font-weight="600" text-anchor="middle" dominant-baseline="middle">${letters}</text></svg>`
}

function landscape(seed: number, height: number): string {
  const hills = [0, 1, 2, 3].map((row) => {
    const top = height * (0.46 + row * 0.13)
    const sway = (n: number) => top + (((seed >>> (row * 4 + n)) % 17) - 8) * height * 0.012
    return `<path d="M0 ${sway(0)} C 270 ${sway(1) - 110}, 430 ${sway(2) + 90}, 640 ${sway(3)} S 960 ${sway(4) - 80}, 1080 ${sway(5)} V ${height} H 0 Z" fill="hsl(${hue(seed, 1 + row)} ${58 - row * 6}% ${62 - row * 12}% / .88)"/>`
  })
  const x = 220 + (seed % 640)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 ${height}" preserveAspectRatio="xMidYMid slice"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="hsl(${hue(seed, 0)} 82% 80%)"/><stop offset=".6" stop-color="hsl(${hue(seed, 2)} 86% 86%)"/><stop offset="1" stop-color="hsl(${hue(seed, 1)} 70% 70%)"/></linearGradient></defs>
<rect width="1080" height="${height}" fill="url(#s)"/><circle cx="${x}" cy="${height * 0.3}" r="${110 + (seed % 60)}" fill="hsl(${hue(seed, 3)} 95% 94%)" opacity=".92"/>${hills.join('')}</svg>`
}
