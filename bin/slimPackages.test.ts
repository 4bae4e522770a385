import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { neededPackages, pagePackages, slimPackages } from './slimPackages.mjs'

const list = {
  'node_modules/server': {
    dependencies: { shared: '1' },
    peerDependencies: { runner: '1' },
    peerDependenciesMeta: { runner: { optional: true } },
  },
  'node_modules/shared': { dependencies: { deep: '1' }, peerDependencies: { base: '1' } },
  'node_modules/shared/node_modules/deep': {},
  'node_modules/deep': { dependencies: { gone: '1' } },
  'node_modules/base': {},
  'node_modules/runner': { optionalDependencies: { binding: '1' } },
  'node_modules/binding': {},
  'node_modules/react': {},
}

test('what a package needs is found as Node finds it, without what it merely can use', () => {
  expect([...neededPackages(list, ['server'])].sort()).toEqual([
    'node_modules/base',
    'node_modules/server',
    'node_modules/shared',
    'node_modules/shared/node_modules/deep',
  ])
})

test.each([
  [false, ['base', 'react', 'server', 'shared']],
  [true, ['base', 'server', 'shared']],
])('an install keeps what runs (without the pages: %s)', (withoutPages, kept) => {
  const root = mkdtempSync(path.join(tmpdir(), 'slim-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const place of Object.keys(list)) {
    mkdirSync(path.join(root, place), { recursive: true })
    for (const name of ['index.js', 'index.js.map', 'index.d.ts', 'index.d.mts']) writeFileSync(path.join(root, place, name), '')
  }
  mkdirSync(path.join(root, 'node_modules/.bin'))
  for (const name of ['server', 'runner']) symlinkSync(`../${name}/index.js`, path.join(root, `node_modules/.bin/${name}`))
  writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: list }))
  writeFileSync(
    path.join(root, 'package.json'),
    JSON.stringify({ dependencies: { server: '1', react: '1' }, devDependencies: { runner: '1' } }),
  )
  slimPackages(root, { withoutPages })
  expect(readdirSync(path.join(root, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(kept)
  expect(readdirSync(path.join(root, 'node_modules/.bin'))).toEqual(['server'])
  expect(readdirSync(path.join(root, 'node_modules/shared'))).toEqual(['index.js', 'node_modules'])
})

test('the packages of the pages are packages of the project, and no program imports them', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> }
  expect(pagePackages.filter((name) => !dependencies[name])).toEqual([])
  const sources = ['server', 'simulator'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(path.join(folder, file), 'utf8')),
  )
  const imported = new Set(sources.flatMap((text) => [...text.matchAll(/(?:from|import)\s*\(?'([^'.][^']*)'/g)].map((found) => found[1]!)))
  expect(imported).toContain('fastify')
  expect(pagePackages.filter((name) => [...imported].some((one) => one === name || one.startsWith(`${name}/`)))).toEqual([])
})
