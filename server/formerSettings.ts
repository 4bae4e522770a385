import { formerEnvs } from './channels/channels.ts'

/** Settings that other programs call otherwise (requirement D9). */
const renamed: Record<string, string> = {
  FACEBOOK_VERIFY_TOKEN: 'WEBHOOK_VERIFY_TOKEN',
  FACEBOOK_APP_SECRET: 'META_APP_SECRET',
  INSTAGRAM_WEBHOOK_SECRET: 'INSTAGRAM_APP_SECRET',
}
/** Settings of the same name and meaning. */
const same = [
  'WEBHOOK_VERIFY_TOKEN',
  'ALLOWED_ORIGINS',
  'REDIS_URL',
  'INSTAGRAM_APP_ID',
  'INSTAGRAM_APP_SECRET',
  'META_APP_ID',
  'META_APP_SECRET',
]
const ownDatabase = 'not taken over: AutoDM Hub has a database of its own'
/** Names that are not taken over, and why. */
const left: Record<string, string> = {
  DATABASE_URL: ownDatabase,
  MYSQL_HOST: ownDatabase,
  MYSQL_DATABASE: ownDatabase,
  MYSQL_USERNAME: ownDatabase,
  MYSQL_PASSWORD: ownDatabase,
  APP_SECRET_KEY: 'not taken over: AutoDM Hub makes a key of its own (docs/settings.md#secret_key)',
  SECRET_KEY: 'not taken over: here it encrypts stored secrets, so it must be a new one (docs/settings.md#secret_key)',
  META_GRAPH_VERSION: 'not taken over: AutoDM Hub has a version it was tested with',
}

/** Names that mean something in other programs and nothing here: a start with one of them warns. */
export const formerNames: readonly string[] = [...Object.keys(renamed), ...formerEnvs.flatMap(({ names }) => names), 'APP_SECRET_KEY']

export type Translated = {
  /** Settings under the names that they have here. */
  settings: Record<string, string>
  /** What became of each other name than those of accounts. Values are in none of these lines. */
  lines: string[]
}

/** Translates the environment of another program. Two names of one setting: the one that has this program's name wins. */
export function translateEnv(env: Readonly<Record<string, string | undefined>>): Translated {
  const settings: Record<string, string> = {}
  const lines: string[] = []
  const ofAccounts = new Set(formerEnvs.flatMap(({ names }) => names))
  for (const [name, value] of Object.entries(env)) {
    if (ofAccounts.has(name)) continue
    const setting = Object.hasOwn(renamed, name) ? renamed[name]! : same.includes(name) ? name : null
    if (!value) lines.push(`- ${name}: empty`)
    else if (setting === null) lines.push(`- ${name}: ${left[name] ?? 'not taken over: AutoDM Hub has no such setting'}`)
    else if (setting !== name && env[setting]) lines.push(`- ${name}: not taken over: ${setting} is there too`)
    else {
      settings[setting] = value
      lines.push(`✓ ${name}: the setting ${setting}`)
    }
  }
  return { settings, lines }
}

/**
 * A setting as a line of an environment file, which Node.js and shells read alike; null where none of their quotes can hold it.
 */
export function envLine(name: string, value: string): string | null {
  if (/^[\w.:/@,+-]*$/.test(value)) return `${name}=${value}\n`
  if (/^[^'\r\n]*$/.test(value)) return `${name}='${value}'\n`
  return /^[^"\\$`\r\n]*$/.test(value) ? `${name}="${value}"\n` : null
}
