import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { fileSettings } from './platform/secretFiles.ts'

describe('secrets that webhooks are believed by', () => {
  test.each([
    ['META_APP_SECRET', 'short'],
    ['INSTAGRAM_APP_SECRET', 'an old one that is long enough,short'],
    ['WEBHOOK_VERIFY_TOKEN', '15 characters..'],
  ])('%s with fewer than 16 characters is taken, with a warning that names it and not its value', (name, value) => {
    const { warnings } = readConfig({ [name]: value })
    expect(warnings).toEqual([`${name}: has fewer than 16 characters; choose a longer one (docs/settings.md#${name.toLowerCase()})`])
  })
  test('with 16 characters each, or without any, there is nothing to warn of', () => {
    const long = '16 characters...'
    expect(readConfig({ META_APP_SECRET: long, INSTAGRAM_APP_SECRET: long, WEBHOOK_VERIFY_TOKEN: long }).warnings).toEqual([])
    expect(readConfig({}).warnings).toEqual([])
  })
})

describe('secrets in files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (content: string) => {
    const name = path.join(folder, 'secret')
    writeFileSync(name, content)
    return name
  }
  test.each(fileSettings)('%s may be in a file', (name) => {
    const value = name.endsWith('_URL')
      ? `${{ SMTP_URL: 'smtp', REDIS_URL: 'redis', TRANSCRIBE_URL: 'https' }[name as string] ?? 'postgres'}://u:p@h.example/d`
      : 'a secret of 20 chars'
    const oidc = { OIDC_ISSUER: 'https://login.shop.example', OIDC_CLIENT_ID: 'hub' }
    const more = { SMTP_URL: { MAIL_FROM: 'hub@shop.example' }, OIDC_CLIENT_SECRET: oidc }[name as string] ?? {}
    expect(readConfig({ ...more, [`${name}_FILE`]: file(`${value}\n`) })).toEqual(readConfig({ ...more, [name]: value }))
  })
  test.each([
    [{ SECRET_KEY_FILE: '/nowhere/key' }, 'SECRET_KEY_FILE: cannot be read (ENOENT: /nowhere/key)'],
    [
      { SECRET_KEY_FILE: file('a secret of 20 chars'), SECRET_KEY: 'another one of 20 chars' },
      'SECRET_KEY_FILE: cannot be set together with SECRET_KEY',
    ],
    [{ REDIS_URL_FILE: folder }, `REDIS_URL_FILE: cannot be read (EISDIR: ${folder})`],
  ])('%j ends the start with one line', (given, line) =>
    expect(() => readConfig(given)).toThrow(`${line} (docs/settings.md#secrets-in-files)`),
  )
  test('an empty file of an app or of the mail server means without, and an id alone is told', () => {
    const empty = { META_APP_SECRET_FILE: file('\n'), INSTAGRAM_APP_SECRET_FILE: file(''), SMTP_URL_FILE: file('') }
    const config = readConfig({ ...empty, META_APP_ID: '1' })
    expect([config.appSecrets, config.metaAppConfigured, config.mail]).toEqual([[], false, null])
    expect(config.warnings).toEqual([expect.stringContaining('META_APP_ID: is not used for logins without META_APP_SECRET')])
  })
  test('an empty file is an error, and a wrong value names the setting, not the content', () => {
    expect(() => readConfig({ SECRET_KEY_FILE: file('\n') })).toThrow('SECRET_KEY_FILE: names an empty file')
    expect(() => readConfig({ SECRET_KEY_FILE: file('short') })).toThrow(/^SECRET_KEY: must hold keys of at least 16 characters \(docs/)
  })
})

describe('a setting that cannot be', () => {
  test.each([
    ['PORT', 'abc', 'must be a number'],
    ['PORT', '70000', 'must be at most 65535'],
    ['SIMULATOR_PORT', 'abc', 'must be a number'],
    ['LOG_LEVEL', 'x', 'must be a log level'],
    ['BOOTSTRAP_API_KEY', 'short', 'must have at least 16 characters'],
    ['SECRET_KEY', 'short', 'must hold keys of at least 16 characters'],
    ['SIMULATOR', 'maybe', 'must be on or off'],
  ])('%s=%s ends the start with one line that names it: %s', (name, value, trouble) =>
    expect(() => readConfig({ [name]: value })).toThrow(`${name}: ${trouble} (docs/settings.md#${name.toLowerCase()})`),
  )
})

describe('WORKER_CALLS', () => {
  test.each([
    ['is 64 when nothing is set', undefined, 64],
    ['is 64 when it is empty', '', 64],
    ['may be one', '1', 1],
    ['may be a thousand', '1000', 1_000],
  ])('%s', (_, given, calls) => expect(readConfig({ WORKER_CALLS: given }).workerCalls).toBe(calls))

  test.each([
    ['0', 'must be at least 1'],
    ['1001', 'must be at most 1000'],
    ['2.5', 'must be a whole number'],
    ['many', 'must be a number'],
  ])('%s ends the start with one line that says why and where to read', (given, trouble) =>
    expect(() => readConfig({ WORKER_CALLS: given })).toThrow(`WORKER_CALLS: ${trouble} (docs/settings.md#worker_calls)`),
  )
})

describe('ALLOWED_ORIGINS', () => {
  test.each([
    ['https://admin.example', ['https://admin.example']],
    ['https://Admin.example/ , http://127.0.0.1:8080', ['https://admin.example', 'http://127.0.0.1:8080']],
    ['', []],
  ])('takes %j', (given, origins) => expect(readConfig({ ALLOWED_ORIGINS: given }).allowedOrigins).toEqual(origins))

  test.each(['admin.example', 'https://admin.example,other.example', '*', 'ftp://admin.example'])(
    '%s ends the start: nothing would ever match it',
    (given) =>
      expect(() => readConfig({ ALLOWED_ORIGINS: given })).toThrow(
        'ALLOWED_ORIGINS: must be origins such as https://admin.example, comma separated (docs/settings.md#allowed_origins)',
      ),
  )
})

describe('OpenID Connect', () => {
  const issuer = { OIDC_ISSUER: 'https://login.shop.example/realms/shop' }
  test('is off without an issuer, and needs little more than one', () => {
    expect(readConfig({}).oidc).toBeNull()
    expect(readConfig({ ...issuer, OIDC_CLIENT_ID: 'hub' }).oidc).toEqual({
      issuer: issuer.OIDC_ISSUER,
      clientId: 'hub',
      secret: null,
      name: 'login.shop.example',
      scopes: 'openid email profile',
    })
    expect(readConfig({ OIDC_ISSUER: 'http://localhost:8080/', OIDC_CLIENT_ID: 'hub', OIDC_NAME: 'Shop' }).oidc?.name).toBe('Shop')
  })
  test.each([
    [{ OIDC_ISSUER: 'login.shop.example' }, 'OIDC_ISSUER: must be an https URL'],
    [{ OIDC_ISSUER: 'http://login.shop.example' }, 'OIDC_ISSUER: must be an https URL; http is allowed on this machine alone'],
    [{ OIDC_ISSUER: 'https://a:b@login.shop.example' }, 'OIDC_ISSUER: must contain no user and no password'],
    [{ OIDC_ISSUER: 'https://login.shop.example/?x=1' }, 'OIDC_ISSUER: must end before ? and #'],
    [{ OIDC_ISSUER: 'https://login.shop.example/.well-known/openid-configuration' }, 'OIDC_ISSUER: must end before /.well-known'],
    [issuer, 'OIDC_CLIENT_ID: must be set when OIDC_ISSUER is'],
    [{ OIDC_CLIENT_ID: 'hub' }, 'OIDC_ISSUER: must be set when OIDC_CLIENT_ID is'],
    [{ OIDC_CLIENT_SECRET: 'x' }, 'OIDC_ISSUER: must be set when OIDC_CLIENT_SECRET is'],
    [{ ...issuer, OIDC_CLIENT_ID: 'hub', OIDC_NAME: 'x'.repeat(41) }, 'OIDC_NAME: must have at most 40 characters'],
    [{ ...issuer, OIDC_CLIENT_ID: 'hub', OIDC_SCOPES: 'email' }, 'OIDC_SCOPES: must name the scope openid'],
    [{ ...issuer, OIDC_CLIENT_ID: 'hub', OIDC_SCOPES: 'openid, email' }, 'OIDC_SCOPES: must name the scope openid'],
  ])('%j ends the start with one line: %s', (given, line) => expect(() => readConfig(given)).toThrow(line))
})
