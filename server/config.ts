import path from 'node:path'
import { z } from 'zod'
import { textsIn } from './model/sentence.ts'
import { sentenceOfIssue, sentences } from './platform/inputSentences.ts'
import { readSecretFiles } from './platform/secretFiles.ts'
import { networksOf } from './platform/reachable.ts'
import { formerNames } from './formerSettings.ts'
import { readTrustedProxies, type TrustedProxies } from './auth/proxies.ts'
import type { LoginApp, OidcSettings } from './model/login.ts'
import { readTranscribeUrl, type TranscribeService } from './media/transcriber.ts'
import { readSender, readSmtpUrl, type Sender, type SmtpServer } from './mail/smtpSettings.ts'
import { issuerTrouble } from './auth/issuer.ts'

/** An invalid setting: the start ends with this line. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  constructor(variable: string, trouble: string, heading = variable.toLowerCase()) {
    super(`${variable}: ${trouble} (docs/settings.md#${heading})`)
  }
}

const port = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(0, 'must be at least 0')
  .max(65_535, 'must be at most 65535')
const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).transform((text) => text.replace(/(?<!\/)\/+$/, ''))
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)
/** A trailing slash is no difference: browsers send the origin without one. */
const origin = z
  .url({ protocol: /^https?$/, error: 'must be origins such as https://admin.example, comma separated' })
  .transform((text) => new URL(text).origin)
const configId = z.string().regex(/^\d{1,32}$/, 'must be the number of a configuration of Facebook Login for Business')
const roleNames = ['web', 'worker', 'scheduler'] as const

const settings = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: url.optional(),
  TRUST_PROXY: z
    .string()
    .default('false')
    .transform((text, check): TrustedProxies => {
      const read = readTrustedProxies(text)
      if (typeof read !== 'object' || Array.isArray(read)) return read
      check.addIssue({ code: 'custom', message: read.trouble })
      return z.NEVER
    }),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .transform((text) => path.resolve(text)),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  DATABASE_WEB_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  DATABASE_START_EMPTY: z.enum(['allow'], 'can only be "allow"').optional(),
  DATABASE_SINGLE_ROLE: z.enum(['allow'], 'can only be "allow"').optional(),
  MEDIA_MB: z.coerce.number('must be a number').int('must be a whole number').min(0, 'must be at least 0').default(5_000),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' }).optional(),
  ROLES: list.pipe(z.array(z.enum(roleNames, `names a role that is none of ${roleNames.join(', ')}`)).min(1)).default([...roleNames]),
  WORKER_CALLS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1_000, 'must be at most 1000')
    .default(64),
  SECRET_KEY: list.pipe(z.array(z.string().min(16, 'must hold keys of at least 16 characters')).min(1)).optional(),
  ALLOWED_ORIGINS: list.pipe(z.array(origin)).default([]),
  META_APP_ID: z.string().optional(),
  META_APP_SECRET: list.default([]),
  INSTAGRAM_APP_ID: z.string().optional(),
  INSTAGRAM_APP_SECRET: list.default([]),
  META_LOGIN_CONFIG_ID: configId.optional(),
  META_PAGES_CONFIG_ID: configId.optional(),
  META_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.0$/, 'is not of the form v27.0')
    .default('v27.0'),
  WEBHOOK_VERIFY_TOKEN: z.string().min(1).optional(),
  GRAPH_FACEBOOK_URL: url.optional(),
  GRAPH_INSTAGRAM_URL: url.optional(),
  SIMULATOR: z.enum(['on', 'off'], 'must be on or off').optional(),
  SIMULATOR_PORT: port.default(3001),
  SIMULATOR_URL: url.optional(),
  ENDPOINT_ALLOW: list
    .check((given) => {
      try {
        networksOf(given.value)
      } catch (error) {
        given.issues.push({ code: 'custom', input: given.value, message: (error as Error).message })
      }
    })
    .default([]),
  BOOTSTRAP_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  SMTP_URL: z
    .string()
    .transform((text, check): SmtpServer => {
      const read = readSmtpUrl(text)
      if (!('trouble' in read)) return read
      check.addIssue({ code: 'custom', message: read.trouble })
      return z.NEVER
    })
    .optional(),
  TRANSCRIBE_URL: z
    .string()
    .transform((text, check): TranscribeService => {
      const read = readTranscribeUrl(text)
      if (!('trouble' in read)) return read
      check.addIssue({ code: 'custom', message: read.trouble })
      return z.NEVER
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .transform((text, check): Sender => {
      const read = readSender(text)
      if (read) return read
      check.addIssue({ code: 'custom', message: 'must be an address such as hub@shop.example or "The shop <hub@shop.example>"' })
      return z.NEVER
    })
    .optional(),
  OIDC_ISSUER: z
    .string()
    .check((given) => {
      const trouble = issuerTrouble(given.value)
      if (trouble) given.issues.push({ code: 'custom', input: given.value, message: trouble })
    })
    .optional(),
  OIDC_CLIENT_ID: z.string().max(500, 'must have at most 500 characters').optional(),
  OIDC_CLIENT_SECRET: z.string().max(1_000, 'must have at most 1000 characters').optional(),
  OIDC_NAME: z.string().trim().min(1, 'must be a name for people').max(40, 'must have at most 40 characters').optional(),
  OIDC_SCOPES: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be scopes with one space between them')
    .refine((text) => text.split(' ').includes('openid'), 'must name the scope openid')
    .default('openid email profile'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a log level').default('info'),
  NODE_ENV: z.string().optional(),
})

/** Shorter secrets can be guessed. They are accepted with a warning: a failed start would lose webhooks. */
const minSecretChars = 16
const guessable = ['META_APP_SECRET', 'INSTAGRAM_APP_SECRET', 'WEBHOOK_VERIFY_TOKEN'] as const

export type Config = ReturnType<typeof readConfig>

/** Names of other programs, which do nothing here. */
function warningOfFormer(given: Record<string, unknown>): string[] {
  const names = formerNames.filter((name) => name in given)
  return names.length
    ? [
        `${names.join(', ')}: no settings of AutoDM Hub; npm run cli -- import-env takes them over (docs/settings.md#names-of-other-programs)`,
      ]
    : []
}

/** The settings of OpenID Connect; null without an issuer. Errors: ConfigError when one is set that needs another. */
function oidcOf(it: z.output<typeof settings>): OidcSettings | null {
  const lonely = (['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME'] as const).find((name) => it[name] !== undefined)
  if (it.OIDC_ISSUER === undefined) {
    if (lonely) throw new ConfigError('OIDC_ISSUER', `must be set when ${lonely} is: the address of the provider`)
    return null
  }
  if (it.OIDC_CLIENT_ID === undefined)
    throw new ConfigError('OIDC_CLIENT_ID', 'must be set when OIDC_ISSUER is: the id that the provider gave this hub')
  return {
    issuer: it.OIDC_ISSUER,
    clientId: it.OIDC_CLIENT_ID,
    secret: it.OIDC_CLIENT_SECRET ?? null,
    name: it.OIDC_NAME ?? new URL(it.OIDC_ISSUER).host,
    scopes: it.OIDC_SCOPES,
  }
}

/** The app of a login; null without an id or a secret. Of several secrets, the first is the newest. */
const appOf = (id: string | undefined, [secret]: string[]): LoginApp | null => (id && secret ? { id, secret } : null)

/** In: the environment. Out: every setting, typed. Errors: ConfigError with the first variable that is wrong. */
export function readConfig(env: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const files = readSecretFiles(given)
  if ('trouble' in files) throw new ConfigError(files.variable, files.trouble, 'secrets-in-files')
  const read = settings.safeParse(files.settings, { error: sentenceOfIssue })
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw new ConfigError(String(issue.path[0]), textsIn('en', sentences)(issue.message))
  }
  const it = read.data
  if (it.SMTP_URL && !it.MAIL_FROM) throw new ConfigError('MAIL_FROM', 'must be set when SMTP_URL is: the address that emails come from')
  const oidc = oidcOf(it)
  const metaAppConfigured = Boolean(
    (it.META_APP_ID && it.META_APP_SECRET.length) || (it.INSTAGRAM_APP_ID && it.INSTAGRAM_APP_SECRET.length),
  )
  const simulator = it.SIMULATOR ? it.SIMULATOR === 'on' : Boolean(it.SIMULATOR_URL) || (!metaAppConfigured && it.NODE_ENV !== 'production')
  return {
    port: it.PORT,
    host: it.HOST,
    publicUrl: it.PUBLIC_URL ?? null,
    trustProxy: it.TRUST_PROXY,
    dataDir: it.DATA_DIR,
    mediaBytes: it.MEDIA_MB * 1024 * 1024,
    databaseUrl: it.DATABASE_URL ?? null,
    startEmptyAllowed: it.DATABASE_START_EMPTY === 'allow',
    databaseWebUrl: it.DATABASE_WEB_URL ?? null,
    redisUrl: it.REDIS_URL ?? null,
    singleRoleAllowed: it.DATABASE_SINGLE_ROLE === 'allow',
    roles: new Set(it.ROLES),
    workerCalls: it.WORKER_CALLS,
    secretKeys: it.SECRET_KEY ?? null,
    allowedOrigins: it.ALLOWED_ORIGINS,
    metaAppConfigured,
    apps: {
      instagram: appOf(it.INSTAGRAM_APP_ID, it.INSTAGRAM_APP_SECRET),
      facebook: appOf(it.META_APP_ID, it.META_APP_SECRET),
    },
    loginConfigs: { signup: it.META_LOGIN_CONFIG_ID ?? null, pages: it.META_PAGES_CONFIG_ID ?? null },
    appIds: [it.META_APP_ID, it.INSTAGRAM_APP_ID].filter((id) => id !== undefined),
    appSecrets: [...it.META_APP_SECRET, ...it.INSTAGRAM_APP_SECRET],
    graphVersion: it.META_GRAPH_VERSION,
    verifyToken: it.WEBHOOK_VERIFY_TOKEN ?? null,
    graphFacebookUrl: it.GRAPH_FACEBOOK_URL ?? null,
    graphInstagramUrl: it.GRAPH_INSTAGRAM_URL ?? null,
    simulator,
    simulatorPort: it.SIMULATOR_PORT,
    simulatorUrl: it.SIMULATOR_URL ?? null,
    endpointAllow: it.ENDPOINT_ALLOW,
    bootstrapApiKey: it.BOOTSTRAP_API_KEY ?? null,
    mail: it.SMTP_URL && it.MAIL_FROM ? { server: it.SMTP_URL, from: it.MAIL_FROM } : null,
    transcribe: it.TRANSCRIBE_URL ?? null,
    oidc,
    logLevel: it.LOG_LEVEL,
    production: it.NODE_ENV === 'production',
    /** Settings that work but should be changed, for the log at the start. */
    warnings: [
      ...guessable
        .filter((name) => [it[name] ?? []].flat().some((secret) => secret.length < minSecretChars))
        .map(
          (name) => `${name}: has fewer than ${minSecretChars} characters; choose a longer one (docs/settings.md#${name.toLowerCase()})`,
        ),
      ...(['META_APP', 'INSTAGRAM_APP'] as const)
        .filter((app) => it[`${app}_ID`] && !it[`${app}_SECRET`].length)
        .map((app) => `${app}_ID: is not used for logins without ${app}_SECRET (docs/settings.md#${app.toLowerCase()}_secret)`),
      ...warningOfFormer(given),
      ...(it.MAIL_FROM && !it.SMTP_URL ? ['MAIL_FROM: is not used without SMTP_URL (docs/settings.md#smtp_url)'] : []),
    ],
  }
}
