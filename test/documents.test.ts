import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { errors as instagramErrors } from '../server/channels/instagram/errors.ts'
import { errors as whatsappErrors } from '../server/channels/whatsapp/errors.ts'
import { silences, skipReasons } from '../server/model/decision.ts'
import { shownStatus } from '../server/model/message.ts'
import { roles, rolesThatMay } from '../server/model/permission.ts'
import { errorCodes } from '../server/platform/errors.ts'

// Checks what the documents say against the code: a reader cannot see whether they are still true.
const root = path.join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  '.env.example',
  'fixtures/README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.split(path.sep).join('/')}`),
]
/** The cells of every table row whose first cell the pattern matches, under one heading when it is given. */
const rowsOf = (file: string, first: RegExp, heading?: string): string[][] =>
  (heading === undefined ? read(file) : read(file).split(`## ${heading}\n`)[1]!.split('\n## ')[0]!)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell]) => first.test(cell ?? ''))
/** GitHub's name for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
const headingsOf = (file: string): string[] => [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading!)

describe('README.md', () => {
  test('shows both commands within its first twenty lines', () => {
    const top = read('README.md').split('\n').slice(0, 20).join('\n')
    expect(top).toContain('npm start')
    expect(top).toContain('npm test')
  })
})

describe('docs/errors.md', () => {
  const api = rowsOf('docs/errors.md', /^`\w+`$/, 'What the API answers')

  test('has exactly the codes that the API answers, each with its status', () => {
    const told = Object.fromEntries(api.map(([code, status]) => [code!.slice(1, -1), Number(status)]))
    expect(told).toEqual(Object.fromEntries(Object.entries(errorCodes).map(([code, { status }]) => [code, status])))
  })
  test('says for each of them what to do', () => expect(api.filter((row) => row.length !== 4 || row[3] === '')).toEqual([]))

  test('has every code that a message may be refused, delayed or parked with', () => {
    const table = [instagramErrors, whatsappErrors].flatMap(({ rows, ranges, sentences }) => [
      ...Object.values(rows),
      ...[...ranges, ...sentences].map(({ row }) => row),
    ])
    const said = ['server/outbox', 'server/channels/instagram', 'server/channels/whatsapp', 'server/channels/meta']
      .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`))
      .filter((file) => /\/(whyNot\w+|whyWaiting|judge|settle\w+|readStatus|leases\.queries|messages\.queries)\.ts$/.test(file))
      .flatMap((file) => [...read(file).matchAll(/(?:\bcode: |error_code: |refuse\(|then )'([a-z_]+)'/g)].map(([, code]) => code!))
    expect(said.length).toBeGreaterThan(20)
    const states = Object.keys(shownStatus)
    const codes = new Set([...table.map(({ code }) => code), ...said].filter((code) => !states.includes(code)))
    expect([...codes].filter((code) => !read('docs/errors.md').includes(`\`${code}\``))).toEqual([])
  })

  test('has every state of a message with its status and chip', () => {
    const rows = rowsOf('docs/errors.md', /^`\w+`/)
    for (const [state, { status, dmStatus, chip }] of Object.entries(shownStatus)) {
      expect(rows.find((row) => row[0]!.includes(`\`${state}\``) && row[3] === chip)?.slice(1, 4)).toEqual([
        `\`${status}\``,
        `\`${dmStatus}\``,
        chip,
      ])
    }
  })

  test('has every reason why there was no reply', () => {
    const rows = rowsOf('docs/errors.md', /^`\w+`$/, 'Why there was no reply').map(([reason]) => reason!.slice(1, -1))
    expect([...silences, ...skipReasons].filter((reason) => !rows.includes(reason))).toEqual([])
  })

  test('has every problem that the linter names', () => {
    const steps = readdirSync(path.join(root, 'server/engine/steps')).map((file) => `engine/steps/${file}`)
    const codes = ['automations/lint.ts', 'automations/lintFlow.ts', ...steps].flatMap((file) =>
      [...read(`server/${file}`).matchAll(/(?:blocker|warning)\(\s*[\w.]+,\s*'(\w+)'/g)].map(([, code]) => code!),
    )
    expect(codes.length).toBeGreaterThan(15)
    expect([...new Set(codes)].filter((code) => !read('docs/errors.md').includes(`\`${code}\``))).toEqual([])
  })
})

describe('docs/api.md', () => {
  test('has every permission with the roles that have it', () => {
    const told = rowsOf('docs/api.md', /^`\w+\.\w+`$/, 'Permissions').map(([permission, , who]) => [permission!.slice(1, -1), who])
    const held = Object.entries(rolesThatMay).map(([permission, who]) => [
      permission,
      who.length === roles.length ? 'everyone' : (who as readonly string[]).join(', ') || 'no role',
    ])
    expect(told).toEqual(held)
  })
})

describe('docs/settings.md', () => {
  const variables = [...read('server/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name!)
  const headings = headingsOf('docs/settings.md').filter((heading) => /^[A-Z_]+$/.test(heading))

  test('has a heading for every variable and for no other, so that a wrong value leads there', () => {
    expect(variables.length).toBeGreaterThan(20)
    expect(headings.toSorted()).toEqual(variables.toSorted())
  })
  test('has them in .env.example, all of them', () => {
    const listed = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name!)
    expect(listed.toSorted()).toEqual(variables.toSorted())
  })
})

describe('docs/requirements.md', () => {
  const counts = { A: 15, B: 16, C: 14, D: 11, E: 9, F: 7, H: 22 }
  const ids = Object.entries(counts).flatMap(([letter, count]) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`))
  const rows = rowsOf('docs/requirements.md', /^[A-H]\d+$/)
  const testsOf = (row: string[]): string[] => [...row[3]!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!)

  test('has every promise once, in order', () => expect(rows.map(([id]) => id)).toEqual(ids))
  test('names only test files that exist', () => {
    expect(rows.flatMap(testsOf).filter((file) => !/\.test\.(tsx?|mjs)$/.test(file) || !existsSync(path.join(root, file)))).toEqual([])
  })
  test.each(rows.map((row) => [row[0]!, row] as const))('%s is done or begun only with a test that shows it', (_, row) => {
    expect(['done', 'part', 'not yet']).toContain(row[2])
    expect(testsOf(row).length > 0).toBe(row[2] !== 'not yet')
  })
})

describe('the documents', () => {
  test.each(documents)('%s names nobody’s machine and no host of a registry', (file) => {
    expect(read(file).match(/(^|[\s(`'"=])\/(home|Users|root|work|workspace|tmp|mnt)\/\S*|\bregistry\.\w+/gim)).toBeNull()
  })

  test.each(documents.filter((file) => file.endsWith('.md')))('%s links to what is there', (file) => {
    const links = [...read(file).matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^https?:/.test(link))
    const dead = links.filter((link) => {
      const [target = '', anchor] = link.split('#')
      const to = target === '' ? file : path.posix.join(path.posix.dirname(file), target)
      if (!existsSync(path.join(root, to))) return true
      return anchor !== undefined && !headingsOf(to).map(anchorOf).includes(anchor)
    })
    expect(dead).toEqual([])
  })

  // Not decisions, which are of their time, and not what the product writes into its folders.
  const naming = documents.filter((file) => file.endsWith('.md') && !file.startsWith('docs/decisions/'))
  const sources = ['server', 'simulator', 'web', 'test', 'bin', 'bench', 'migrations', 'fixtures'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file.split(path.sep).join('/')}`,
    ),
  )
  test.each(naming)('%s names only files that exist', (file) => {
    const named = [...read(file).matchAll(/`([\w./-]+\.(?:tsx?|mjs|sql))`/g)].map(([, name]) => name!)
    expect(named.filter((name) => !sources.some((source) => source === name || source.endsWith(`/${name}`)))).toEqual([])
  })

  test('ARCHITECTURE.md has every module, what it may import, and its entry points, as test/house.test.ts enforces them', () => {
    const rows = rowsOf('ARCHITECTURE.md', /^`\w+`$/, 'Modules and their entry points')
    const listOf = (table: string) =>
      [
        ...read('test/house.test.ts')
          .split(`const ${table}: Record<string, string[]> = {`)[1]!
          .split('\n}')[0]!
          .matchAll(/^ {2}(\w+): \[([^\]]*)\]/gm),
      ].map(([, module, list]) => [module!, [...list!.matchAll(/'([^']+)'/g)].map(([, name]) => name!)] as const)
    const mayImport = listOf('mayImport')
    expect(rows.map(([module]) => module!.slice(1, -1))).toEqual(mayImport.map(([module]) => module))
    for (const [module, imports] of mayImport) {
      const told = rows.find(([name]) => name === `\`${module}\``)![2]!
      expect(told === '–' ? [] : told.split(', '), module).toEqual(imports)
    }
    for (const [module, files] of listOf('entryPoints')) {
      const told = rows.find(([name]) => name === `\`${module}\``)![3]!
      expect(
        [...told.matchAll(/`([^`]+)`/g)].map(([, file]) => file),
        module,
      ).toEqual(files)
    }
  })
})
