import { statfsSync } from 'node:fs'

/** @type {[RegExp, (root: string) => string][]} what npm prints → what to do; the first match wins */
const remedies = [
  [/ENOSPC|no space left|EDQUOT/i, (root) => `The disk that holds ${root} or npm's cache is full. Free about 1 GB and start again.`],
  [
    /EACCES|EPERM|EROFS|read-only file system|permission denied/i,
    (root) =>
      `npm cannot write to ${root}/node_modules or its own cache. ` +
      `Run this as the owner of the folder (or: sudo chown -R "$USER" "${root}" ~/.npm).`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network|socket hang up|getaddrinfo/i,
    () =>
      'The package registry cannot be reached. Check the network (or the proxy: npm config set proxy …) and start again. ' +
      'Later starts need no network.',
  ],
  [
    /CERT|self.signed|issuer certificate/i,
    () => 'The registry’s certificate is not trusted. Set NODE_EXTRA_CA_CERTS to your company’s certificate authority and start again.',
  ],
  [
    /E401|E403|ENEEDAUTH/,
    () => 'The package registry refuses access. Check the registry and its token with "npm config list", then start again.',
  ],
  [
    /E404|ETARGET|notarget/i,
    () =>
      'The package registry does not have a package that is needed. Set npm to the public one ("npm config list" shows the present one) ' +
      'and start again.',
  ],
  [
    /EUSAGE|can only install packages when your package.json and package-lock.json/i,
    () => 'package.json and package-lock.json do not match. Run "npm install" once, then start again.',
  ],
  [/EINTEGRITY/, () => 'A downloaded package is damaged. Run "npm cache clean --force", then start again.'],
  [/ENOMEM|heap out of memory|SIGKILL/, () => 'npm ran out of memory. Installing needs about 1 GB: close other programs and start again.'],
]

/**
 * A message about what went wrong while npm installed, and what to do.
 * @param {string} said npm's output
 * @param {string} root the project's folder
 */
export function explainNpmFailure(said, root) {
  const remedy = remedies.find(([pattern]) => pattern.test(said))?.[1]
  const tail = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^npm (error|ERR!)/.test(line) && !/complete log|_logs|^npm \S+\s+at /.test(line))
    .slice(0, 5)
  const advice = remedy?.(root) ?? 'Run "npm ci" in this folder to see its whole output, then start again.'
  return ['The packages could not be installed.', ...tail.map((line) => `  ${line}`), advice].join('\n')
}

/**
 * npm reports success although it could not write or fetch an optional package.
 * @param {string[]} missing paths of packages that this machine needs
 * @param {string} root the project's folder
 */
export function explainLeftOut(missing, root) {
  const { bavail, bsize } = statfsSync(root)
  const freeMb = Math.floor((bavail * bsize) / 1_000_000)
  const names = missing.map((place) => place.replace(/^node_modules\//, '')).slice(0, 3)
  const cause =
    freeMb < 500
      ? `The disk that holds ${root} is nearly full (${freeMb} MB left). Free some space`
      : 'The registry did not deliver them. Check the network'
  return `npm left out packages that are needed here (${names.join(', ')}${missing.length > 3 ? ', …' : ''}). ${cause} and start again.`
}
