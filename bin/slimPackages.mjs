import fs from 'node:fs'
import path from 'node:path'

/**
 * @typedef {{ dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>, peerDependencies?: Record<string,
 * string>, peerDependenciesMeta?: Record<string, { optional?: boolean }> }} Entry
 */

/** Packages that only building the pages needs. With built pages (the container image) the product runs without them. */
export const pagePackages = [
  '@tailwindcss/vite',
  '@tanstack/react-query',
  '@tanstack/react-router',
  '@tanstack/react-virtual',
  '@vitejs/plugin-react',
  'clsx',
  'i18next',
  'lucide-react',
  'radix-ui',
  'react',
  'react-dom',
  'react-hook-form',
  'react-i18next',
  'tailwind-merge',
  'tailwindcss',
  'vite',
]

/** For debuggers and compilers. Half of the files that npm unpacks. */
const neverRun = /\.(map|d\.[cm]?ts)$/

/**
 * Removes what running never needs from node_modules, after `npm ci --omit=dev`. npm keeps development packages that another package names
 * as an optional peer, such as the compiler.
 * @param {string} root the project's folder
 * @param {{ withoutPages?: boolean }} [options] `withoutPages`: the pages are built already
 */
export function slimPackages(root, { withoutPages = false } = {}) {
  const list = JSON.parse(fs.readFileSync(path.join(root, 'node_modules/.package-lock.json'), 'utf8')).packages
  const project = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
  const roots = Object.keys({ ...project.dependencies, ...project.optionalDependencies })
  const needed = neededPackages(list, withoutPages ? roots.filter((name) => !pagePackages.includes(name)) : roots)
  for (const place of Object.keys(list))
    if (!needed.has(place) && ![...needed].some((one) => one.startsWith(`${place}/`)))
      fs.rmSync(path.join(root, place), { recursive: true, force: true })
  removeUnused(path.join(root, 'node_modules'))
}

/** @param {string} folder */
function removeUnused(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) removeUnused(place)
    // Programs of removed packages are links that lead nowhere.
    else if (neverRun.test(entry.name) || (entry.isSymbolicLink() && !fs.existsSync(place))) fs.rmSync(place)
  }
}

/**
 * The places of the packages that these need, directly or not.
 * @param {Record<string, Entry>} list npm's list of what is installed, by place such as `node_modules/a/node_modules/b`
 * @param {string[]} names packages of the project's package.json
 * @returns {Set<string>}
 */
export function neededPackages(list, names) {
  /** @type {Set<string>} */
  const needed = new Set()
  /** @type {(name: string, from: string) => string | null} as Node resolves it: in the package's own folder, then in those above */
  const find = (name, from) => {
    for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
      const place = `${folder && `${folder}/`}node_modules/${name}`
      if (list[place]) return place
      if (!folder.includes('/node_modules/')) return folder && list[`node_modules/${name}`] ? `node_modules/${name}` : null
    }
  }
  const open = names.map((name) => find(name, ''))
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place === null || needed.has(place)) continue
    needed.add(place)
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = list[place] ?? {}
    const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional)
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) open.push(find(name, place))
  }
  return needed
}
