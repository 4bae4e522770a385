import { parseArgs } from 'node:util'
import { resetOwner } from './auth/resetOwner.ts'
import { cleanUp } from './cleanUp.ts'
import { CommandError, WrongUsage, type Command } from './commands/command.ts'
import { makeCommands } from './commands/commands.ts'
import { ConfigError, readConfig } from './config.ts'
import { FormerKeyInUse } from './platform/belongings/rotateKeys.ts'
import { importEnv } from './importEnv.ts'
import { EmbeddedPostgresError } from './platform/embeddedPostgres/EmbeddedPostgresError.ts'
import { makeLog } from './platform/log.ts'
import { MigrationError } from './platform/MigrationError.ts'
import { DatabaseUnreachableError } from './platform/reachDatabase.ts'
import { SecretKeyError } from './platform/vault.queries.ts'
import { replay } from './replay.ts'
import { rotateKeys } from './rotateKeys.ts'
import { makeReviewKit, runDoctor } from './runDoctor.ts'
import { seedDemo } from './seedDemo.ts'
import { sendTest } from './sendTest.ts'
import { verifyAudits } from './verifyAudits.ts'
import { inEnglish } from './texts.ts'

// The command line: npm run cli -- <command>. It ends with 0, with 1 when the command failed, with 2 when it was called wrongly.

const commands = makeCommands(seedDemo, resetOwner, runDoctor, makeReviewKit, verifyAudits, rotateKeys, {
  cleanUp,
  importEnv,
  replay,
  sendTest,
})
const failed = 1
const wronglyCalled = 2
const saysWhy = [CommandError, ConfigError, EmbeddedPostgresError, MigrationError, DatabaseUnreachableError, SecretKeyError, FormerKeyInUse]
const call = (name: string, { usage }: Command) => `npm run cli -- ${name}${usage && ` ${usage}`}`

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return ['npm run cli -- <command>', '', ...lines, '', 'npm run cli -- <command> --help says more.'].join('\n')
}

const helpOf = (name: string, command: Command): string =>
  [call(name, command), '', `${command.summary}.`, ...(command.details ?? [])].join('\n')

function parse(name: string, command: Command, args: string[]): Record<string, unknown> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...command.options, help: { type: 'boolean' } },
      allowPositionals: command.takes !== undefined,
    })
    const { takes } = command
    if (takes === undefined || values['help']) return values
    if (positionals.length !== 1) throw new Error(`Give one ${takes}`)
    return { ...values, [takes]: positionals[0] }
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message.split('. ')[0]}. Call it as: ${call(name, command)}`)
  }
}

/** The command that is called and its arguments; the names of some are two words. */
function divide([name, verb, ...args]: string[]): { name: string | undefined; args: string[] } {
  const both = `${name} ${verb}`
  if (Object.hasOwn(commands, both)) return { name: both, args }
  return { name, args: verb === undefined ? [] : [verb, ...args] }
}

async function main(called: string[]): Promise<number> {
  const { name, args } = divide(called)
  if (name === undefined || name === '--help' || name === 'help') {
    console.log(help())
    return name === undefined ? wronglyCalled : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new WrongUsage(`There is no command "${name}".\n\n${help()}`)
  const given = parse(name, command, args)
  if (given['help']) {
    console.log(helpOf(name, command))
    return 0
  }
  // Only what goes wrong is logged: the output is the command's.
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env })
  await command.run({ config, log: makeLog(config.logLevel), say: console.log }, given)
  return 0
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    const plain = error instanceof WrongUsage || saysWhy.some((kind) => error instanceof kind)
    // Errors of the API are sentences of a catalogue.
    console.error(plain ? inEnglish(error.message) : error)
    process.exit(error instanceof WrongUsage ? wronglyCalled : failed)
  },
)
