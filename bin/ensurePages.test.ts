import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hashFiles } from './ensurePages.mjs'

test('the pages are stale when a file changes, comes, goes or gets another name, and only then', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'pages '))
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }))
  const write = (name: string, text: string) => fs.writeFileSync(path.join(root, name), text)
  const hash = () => hashFiles(root, ['web', 'lock', 'not there'])
  fs.mkdirSync(path.join(root, 'web/parts'), { recursive: true })
  write('web/index.html', 'hello')
  write('web/parts/a.ts', '1')
  write('lock', 'x')
  write('elsewhere', 'y')

  const seen = [hash()]
  const changes = [
    () => write('web/parts/a.ts', '2'),
    () => write('web/b.ts', ''),
    () => fs.renameSync(path.join(root, 'web/b.ts'), path.join(root, 'web/c.ts')),
    () => fs.rmSync(path.join(root, 'web/parts/a.ts')),
    () => write('lock', 'z'),
  ]
  for (const change of changes) {
    change()
    expect(seen).not.toContain(hash())
    seen.push(hash())
  }
  write('elsewhere', 'other')
  write('lock', 'z')
  expect(hash()).toBe(seen.at(-1))
})
