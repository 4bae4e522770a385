import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const worthIt = /\.(js|css|html|svg)$/
const smallestBytes = 512
const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Writes `.br` and `.gz` beside each file of a build; the server sends them unchanged (server/admin/pages.routes.ts). */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir }) {
      const folder = dir ?? ''
      const names = (await readdir(folder, { recursive: true })).filter((name) => worthIt.test(name))
      await Promise.all(
        names.map(async (name) => {
          const file = path.join(folder, name)
          const text = await readFile(file)
          if (text.length < smallestBytes) return
          const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
          await Promise.all([
            brotli(text, { params }).then((bytes) => writeFile(`${file}.br`, bytes)),
            zip(text, { level: 9 }).then((bytes) => writeFile(`${file}.gz`, bytes)),
          ])
        }),
      )
    },
  }
}
