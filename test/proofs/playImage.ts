import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, lchownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { readCopy, readDockerfile, type Stage } from '../hosting/dockerfile.ts'
import { kill } from '../support/processes.ts'

const projectRoot = path.resolve(import.meta.dirname, '../..')
/** `nobody`, as in test/support/freshCopy.ts; an ordinary user runs all steps as themselves. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
const isTest = /\.test\.ts$/

/** The image, made without a container runtime: each stage in a folder of its own, each step as an ordinary user. */
export type PlayedImage = {
  /** What the last stage has as `/app`. */
  app: string
  megabytes(place: string): number
  /** Starts its CMD. */
  start(settings: Record<string, string>): Running
  /** Runs its HEALTHCHECK. Out: its exit code. */
  check(settings: Record<string, string>): number
  remove(): void
}
export type Running = { pid: number; said(): string; ended: Promise<number | null> }

/** Carries out the steps of the Dockerfile. In: a line for each of them. */
export function playImage(say: (line: string) => void): PlayedImage {
  const folder = mkdtempSync('/var/tmp/image-')
  chmodSync(folder, 0o755)
  const rootOf = (stage: string) => path.join(folder, stage)
  const stages = readDockerfile(path.join(projectRoot, 'Dockerfile'))
  const home = path.join(folder, 'home')
  mkdirSync(home)
  own(home)
  const environment = (stage: Stage) =>
    Object.fromEntries(
      stage.instructions
        .filter((one) => one.word === 'ENV')
        .flatMap((one) =>
          one.rest.split(/\s+/).map((pair) => [pair.slice(0, pair.indexOf('=')), inside(stage, pair.slice(pair.indexOf('=') + 1))]),
        ),
    ) as Record<string, string>
  /** Absolute places of the image, in its folder. */
  const inside = (stage: Stage, text: string) => text.replace(/(?<![\w.-])\/(app|data)\b/g, (place) => rootOf(stage.name) + place)
  const env = (stage: Stage, settings: Record<string, string> = {}) => ({
    PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
    HOME: home,
    ...registry(),
    ...environment(stage),
    ...settings,
  })
  for (const stage of stages) {
    const app = path.join(rootOf(stage.name), 'app')
    mkdirSync(app, { recursive: true })
    own(rootOf(stage.name))
    own(app)
    for (const { word, rest } of stage.instructions) {
      if (word === 'COPY') {
        const { from, sources, target } = readCopy(rest)
        for (const source of sources) {
          const place = from === null ? path.join(projectRoot, source) : rootOf(from) + source
          const to = path.join(app, target, target.endsWith('/') && !lstatSync(place).isDirectory() ? path.basename(source) : '')
          cpSync(place, to, {
            recursive: true,
            verbatimSymlinks: true,
            filter: (file) => from !== null || !(isTest.test(file) || file.includes('/node_modules')),
          })
          own(to)
        }
      } else if (word === 'RUN') {
        const begun = performance.now()
        const command = inside(stage, rest.replace(/ && chown .*$/, ''))
        execFileSync('sh', ['-c', command], { cwd: app, env: env(stage), stdio: 'pipe', ...nobody })
        say(`${rest}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
      }
    }
  }
  const last = stages.at(-1)!
  const app = path.join(rootOf(last.name), 'app')
  const command = (word: string) => {
    const text = last.instructions.find((one) => one.word === word)!.rest
    return JSON.parse(text.slice(text.indexOf('['))) as [string, ...string[]]
  }
  return {
    app,
    megabytes: (place) => Number(execFileSync('du', ['-sm', place], { encoding: 'utf8' }).split('\t')[0]),
    start(settings) {
      const [program, ...args] = command('CMD')
      const child = spawn(program, args, { cwd: app, env: env(last, settings), stdio: ['ignore', 'pipe', 'pipe'], ...nobody })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()))
      return { pid: child.pid!, said: () => said, ended: new Promise((resolve) => child.once('exit', resolve)) }
    },
    check(settings) {
      const [program, ...args] = command('HEALTHCHECK')
      try {
        execFileSync(program, args, { cwd: app, env: env(last, settings), stdio: 'pipe', ...nobody })
        return 0
      } catch (error) {
        return (error as { status: number }).status
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export const end = (running: Running) => kill(running.pid, 'SIGTERM')

/** How this machine reaches npm's registry is the machine's, not the image's. */
function registry(): Record<string, string> {
  const config = (name: string) => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim()
  const certificates = process.env['NODE_EXTRA_CA_CERTS']
  const cafile = config('cafile')
  return {
    npm_config_registry: config('registry'),
    ...(cafile === 'null' ? {} : { npm_config_cafile: cafile }),
    ...(certificates ? { NODE_EXTRA_CA_CERTS: certificates } : {}),
  }
}

function own(place: string): void {
  if (nobody.uid === undefined) return
  lchownSync(place, nobody.uid, nobody.gid)
  if (lstatSync(place).isDirectory()) for (const name of readdirSync(place)) own(path.join(place, name))
}
