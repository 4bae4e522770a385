import fs from 'node:fs'
import path from 'node:path'
import { missingPackages } from './missingPackages.mjs'
import { projectRoot } from './projectRoot.mjs'

// A Node.js of the project's own, for machines whose Node is too old: a package of npm in a folder of its own, because most machines do
// without its 120 MB.

const source = path.join(projectRoot, 'bin/node')
/** Where it is installed. */
export const ownNodeFolder = path.join(projectRoot, 'dist/node')

/** @returns {string[]} packages that are missing there, as missingPackages() names them */
export function missingOwnNode() {
  for (const name of ['package.json', 'package-lock.json']) {
    const file = path.join(ownNodeFolder, name)
    const wanted = fs.readFileSync(path.join(source, name))
    if (fs.existsSync(file) && fs.readFileSync(file).equals(wanted)) continue
    fs.mkdirSync(ownNodeFolder, { recursive: true })
    fs.writeFileSync(file, wanted)
  }
  return missingPackages(ownNodeFolder, false)
}

/** Removes what comes with it for building native modules, half of its size. */
export function slimOwnNode() {
  const packages = path.join(ownNodeFolder, 'node_modules')
  for (const name of fs.readdirSync(packages).filter((one) => one.startsWith('node-')))
    for (const part of ['include', 'share']) fs.rmSync(path.join(packages, name, part), { recursive: true, force: true })
}
