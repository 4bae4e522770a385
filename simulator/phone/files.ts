import { readFileSync } from 'node:fs'
import path from 'node:path'

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}
// The whole page, without a build: only these files are served.
const names = new Set([
  'phone.css',
  'panels.css',
  'device.css',
  'screens.css',
  'chat.css',
  'whatsapp.css',
  'phone.js',
  'element.js',
  'platform.js',
  'screens.js',
  'chat.js',
  'whatsapp.js',
  'sheets.js',
  'leadAd.js',
  'panels.js',
  'icon.svg',
])

/** The file behind an address of the phone page, read each time (they are small); null when there is none. */
export function phoneFile(address: string): { type: string; body: string } | null {
  const name = address === '/' ? 'index.html' : address.replace(/^\/phone\//, '')
  if (address !== '/' && !(address.startsWith('/phone/') && names.has(name))) return null
  return { type: types[name.split('.').at(-1)!]!, body: readFileSync(path.join(import.meta.dirname, name), 'utf8') }
}
