import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { envLine, translateEnv } from './formerSettings.ts'

test('settings of other programs get the names they have here, and no line shows a value', () => {
  const { settings, lines } = translateEnv({
    FACEBOOK_VERIFY_TOKEN: 'a verify token',
    FACEBOOK_APP_SECRET: 'a secret of the app',
    INSTAGRAM_WEBHOOK_SECRET: 'of the webhook',
    INSTAGRAM_APP_SECRET: 'of the app',
    ALLOWED_ORIGINS: '',
    SECRET_KEY: 'signs tokens there',
    MYSQL_HOST: 'localhost',
    TIMEZONE: 'UTC',
    WHATSAPP_TOKEN: 'is of an account',
  })
  expect(settings).toEqual({
    WEBHOOK_VERIFY_TOKEN: 'a verify token',
    META_APP_SECRET: 'a secret of the app',
    INSTAGRAM_APP_SECRET: 'of the app',
  })
  expect(lines).toEqual([
    '✓ FACEBOOK_VERIFY_TOKEN: the setting WEBHOOK_VERIFY_TOKEN',
    '✓ FACEBOOK_APP_SECRET: the setting META_APP_SECRET',
    '- INSTAGRAM_WEBHOOK_SECRET: not taken over: INSTAGRAM_APP_SECRET is there too',
    '✓ INSTAGRAM_APP_SECRET: the setting INSTAGRAM_APP_SECRET',
    '- ALLOWED_ORIGINS: empty',
    expect.stringContaining('- SECRET_KEY: not taken over: here it encrypts'),
    expect.stringContaining('- MYSQL_HOST: not taken over'),
    '- TIMEZONE: not taken over: AutoDM Hub has no such setting',
  ])
})

test('a setting is read back as it was written, and none becomes another', () => {
  for (const value of ['plain', 'two words', 'a"b', "it's", 'a#b', '$HOME', 'back\\slash'])
    expect(parseEnv(envLine('NAME', value)!)).toEqual({ NAME: value })
  for (const value of ['it\'s "both"', "x'\nSECRET_KEY='mine", "it's $HOME"]) expect(envLine('NAME', value)).toBeNull()
})

test('a start with a name of another program warns once', () => {
  const { warnings } = readConfig({ PHONE_NUMBER_ID: '1', FACEBOOK_VERIFY_TOKEN: 'x' })
  expect(warnings).toEqual([expect.stringMatching(/^FACEBOOK_VERIFY_TOKEN, PHONE_NUMBER_ID: .*import-env/)])
})
