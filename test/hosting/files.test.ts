import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fileSettings } from '../../server/platform/secretFiles.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { readCopy, readDockerfile } from './dockerfile.ts'
import { compose, render } from './schemas.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const settings = new Set([...read('server/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name!))
const isSetting = (name: string) => settings.has(name) || fileSettings.some((one) => name === `${one}_FILE`)

/** Fields that begin with x- are for anchors. */
function readCompose(file: string) {
  const all = parse(read(file), { merge: true }) as Record<string, unknown>
  return Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith('x-')))
}

describe.each(['compose.yaml', 'compose.production.yaml'])('%s', (file) => {
  const all = compose.parse(readCompose(file))
  const services = Object.entries(all.services)

  test('uses only fields that Compose knows: a wrong one is found', () => {
    const wrong = readCompose(file) as { services: Record<string, object> }
    wrong.services['postgres'] = { ...wrong.services['postgres'], restarts: 'always' }
    expect(compose.safeParse(wrong).error?.issues[0]?.path).toEqual(['services', 'postgres'])
  })
  test('declares every volume, secret and service that it names, and no other', () => {
    const volumes = services.flatMap(([, one]) => one.volumes ?? []).map((volume) => volume.split(':')[0]!)
    expect([...new Set(volumes)].sort()).toEqual(Object.keys(all.volumes ?? {}).sort())
    const secrets = services.flatMap(([, one]) => one.secrets ?? [])
    expect([...new Set(secrets)].sort()).toEqual(Object.keys(all.secrets ?? {}).sort())
    for (const [name, { depends_on: needs = {} }] of services)
      for (const needed of Object.keys(needs)) expect(all.services[needed]?.healthcheck, `${name} waits for ${needed}`).toBeDefined()
  })
  test('has a health check and a version for whatever is not ours', () => {
    for (const [name, one] of services)
      if (!one.build) expect([name, one.image, Boolean(one.healthcheck)]).toEqual([name, expect.stringMatching(/:\d/), true])
  })
})

describe('compose.production.yaml', () => {
  const all = compose.parse(readCompose('compose.production.yaml'))
  const ours = Object.entries(all.services).filter(([, one]) => one.build)

  test('runs two web processes, two workers and a scheduler, which share database, Redis and key', () => {
    expect(ours.map(([, one]) => [one.environment!['ROLES'], one.deploy?.replicas ?? 1])).toEqual([
      ['web', 2],
      ['worker', 2],
      ['scheduler', 1],
    ])
    const shared = ours.map(([, one]) => ({ ...one.environment, ROLES: '' }))
    expect(new Set(shared.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(shared[0]).toMatchObject({ REDIS_URL: 'redis://valkey:6379', SECRET_KEY_FILE: '/run/secrets/secret_key' })
  })
  test('sets only settings that exist, and each secret by a file that the process gets', () => {
    for (const [, { environment = {}, secrets = [], restart, stop_grace_period: patience }] of ours) {
      expect(Object.keys(environment).filter((name) => !isSetting(name))).toEqual([])
      const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'))
      expect(files.map(([, place]) => place).sort()).toEqual(secrets.map((name) => `/run/secrets/${name}`).sort())
      expect([restart, patience]).toEqual(['unless-stopped', '40s'])
    }
  })
  test('is open to this machine alone, and its volume is where PostgreSQL 18 has its data', () => {
    expect(all.services['web']!.ports).toEqual(['127.0.0.1:3000-3001:3000'])
    expect([all.services['postgres']!.ports, all.services['valkey']!.ports]).toEqual([undefined, undefined])
    expect([all.services['postgres']!.image, all.services['postgres']!.volumes]).toEqual(['postgres:18', ['postgres:/var/lib/postgresql']])
  })
})

describe('render.yaml', () => {
  const given = parse(read('render.yaml')) as { services: object[] }
  const all = render.parse(given)

  test('uses only fields that Render knows: a wrong one is found', () => {
    expect(render.safeParse({ ...given, services: [{ ...given.services[0], healthCheckInterval: 30 }] }).success).toBe(false)
  })
  test('refers only to what it declares, and sets only settings that exist', () => {
    const names = [...all.services, ...all.databases].map((one) => one.name)
    const groups = all.envVarGroups.map((one) => one.name)
    const variables = all.services.flatMap((one) => ('envVars' in one ? one.envVars : []))
    for (const one of variables) {
      if ('fromGroup' in one) expect(groups).toContain(one.fromGroup)
      else expect(isSetting(one.key), one.key).toBe(true)
      if ('fromService' in one) expect(names).toContain(one.fromService.name)
      if ('fromDatabase' in one) expect(names).toContain(one.fromDatabase.name)
    }
    for (const { envVars } of all.envVarGroups) for (const { key } of envVars) expect(isSetting(key), key).toBe(true)
    const roles = variables.flatMap((one) => ('value' in one && one.key === 'ROLES' ? String(one.value).split(',') : []))
    expect(roles.sort()).toEqual(['scheduler', 'web', 'worker'])
  })
})

describe('every setting of an app, of the mail server and of an OpenID Connect provider', () => {
  const names = [...settings].filter((name) => /^((META|INSTAGRAM)_(APP|LOGIN)_\w+|OIDC_\w+|SMTP_URL|MAIL_FROM)$/.test(name))

  test('is in compose.production.yaml, each secret as a file', () => {
    expect(names.length).toBeGreaterThanOrEqual(12)
    const expected = names.map((name) => (fileSettings.some((one) => one === name) ? `${name}_FILE` : name))
    const all = compose.parse(readCompose('compose.production.yaml'))
    for (const [, { build, environment = {} }] of Object.entries(all.services))
      if (build) expect(Object.keys(environment)).toEqual(expect.arrayContaining(expected))
  })
  test('is in render.yaml: asked for the web service, and the same for the worker', () => {
    const all = render.parse(parse(read('render.yaml')))
    const [web, worker] = all.services.flatMap((one) => ('envVars' in one ? [one] : []))
    expect(web!.envVars).toEqual(expect.arrayContaining(names.map((key) => ({ key, sync: false }))))
    expect(worker!.envVars).toEqual(
      expect.arrayContaining(names.map((key) => ({ key, fromService: { type: 'web', name: web!.name, envVarKey: key } }))),
    )
  })
})

describe('deploy/nginx.conf', () => {
  const lines = read('deploy/nginx.conf')
    .split('\n')
    .map((line) => line.trim())
  const servers = lines.filter((line) => line === 'server {').length

  test('writes no query of an address into a log: those of logins and webhooks carry codes and tokens', () => {
    const [format] = lines.filter((line) => line.startsWith('log_format '))
    expect(format).toContain('$uri')
    expect(format).not.toMatch(/\$(request|request_uri|args|query_string|arg_\w+|http_referer|is_args)\b/)
    expect(lines.filter((line) => /^access_log \S+ autodm;$/.test(line))).toHaveLength(servers)
    expect(lines.filter((line) => line.startsWith('access_log'))).toHaveLength(servers)
    // Errors are logged with the whole line of the request.
    const places = ['location /api/auth/ {', 'location ~ ^/(api/)?webhooks/ {']
    for (const place of places)
      expect(lines.slice(lines.indexOf(place) + 1).findIndex((line) => line.startsWith('error_log') && line.endsWith(' crit;'))).toBe(0)
  })
  test('serves HTTP/2, on both kinds of addresses: a browser opens six connections of HTTP/1.1, and each page keeps one', () => {
    expect(lines.filter((line) => line.startsWith('listen '))).toEqual([
      'listen 80;',
      'listen [::]:80;',
      'listen 443 ssl http2;',
      'listen [::]:443 ssl http2;',
    ])
  })
})

describe('Dockerfile', () => {
  const stages = readDockerfile('Dockerfile')
  const last = stages.at(-1)!
  const of = (word: string) => last.instructions.filter((one) => one.word === word).map((one) => one.rest)

  test('builds in a stage of its own, on Debian, and runs as an ordinary user with a health check', () => {
    expect(stages.map(({ image }) => image)).toEqual(['node:24-bookworm-slim', 'node:24-bookworm-slim'])
    expect([of('USER'), of('VOLUME'), of('CMD')]).toEqual([['node'], ['/data'], ['["node", "bin/server.mjs"]']])
    expect(of('HEALTHCHECK')[0]).toMatch(/CMD \["node", "bin\/healthy\.mjs"\]$/)
    expect(last.instructions.findIndex((one) => one.word === 'USER')).toBeGreaterThan(
      last.instructions.findLastIndex((one) => one.word === 'RUN'),
    )
  })
  test('copies only what is there, and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const copied = stages.flatMap(({ instructions }) =>
      instructions
        .filter((one) => one.word === 'COPY')
        .map((one) => readCopy(one.rest))
        .filter(({ from }) => from === null)
        .flatMap(({ sources }) => sources),
    )
    expect([...new Set(copied)].sort()).toEqual(allowed.sort())
    expect(copied.filter((source) => !existsSync(source))).toEqual([])
    const internal = of('COPY')
      .map(readCopy)
      .filter(({ from }) => from !== null)
    expect(internal.map(({ from }) => from)).toEqual(['build', 'build'])
  })
})

describe('units of systemd', () => {
  const units = ['autodm.service', 'autodm@.service'].map((name) => path.join('deploy/systemd', name))

  test.each(units)('%s stops gracefully, and does not restart what a newer version replaced', (file) => {
    const unit = read(file)
    for (const line of ['User=autodm', 'RestartPreventExitStatus=4', 'TimeoutStopSec=40', 'ExecStart=/usr/bin/env node bin/server.mjs'])
      expect(unit).toContain(`\n${line}\n`)
  })
  test.runIf(existsSync('/usr/bin/systemd-analyze'))('systemd has nothing to say against them', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'units-'))
    try {
      for (const file of units) execFileSync('cp', [file, folder])
      // The instance, not the template, can be checked. Warnings about other units of this machine are not ours.
      execFileSync('cp', [units[1]!, path.join(folder, 'autodm@web.service')])
      const names = ['autodm.service', 'autodm@web.service'].map((name) => path.join(folder, name))
      const said = execFileSync('sh', ['-c', 'systemd-analyze verify --man=no "$@" 2>&1 || true', 'sh', ...names], { encoding: 'utf8' })
      expect(said.split('\n').filter((line) => /autodm/.test(line) && !/Failed to prepare|not executable/.test(line))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('rules and dashboard', () => {
  let house: House
  /** The names of the labels of each metric, as /metrics of a process with Redis declares them. */
  let metrics: Map<string, string[]>
  beforeAll(async () => {
    house = await startHouse({ env: { REDIS_URL: 'redis://127.0.0.1:1' } })
    const declared = house.deps.metrics.registry.getMetricsAsArray() as unknown as { name: string; labelNames?: string[] }[]
    const shown = await (await fetch(`${house.url}/metrics`)).text()
    metrics = new Map(declared.map((one) => [one.name, one.labelNames ?? []]))
    for (const name of metrics.keys()) expect(shown).toContain(`# TYPE ${name} `)
  })
  afterAll(() => house?.stop())

  /** Every metric that an expression reads, with the labels that it names at it. */
  function readsOf(expression: string) {
    return [...expression.matchAll(/\b((?:autodm|process|nodejs)_[a-z_]+)(?:\{([^}]*)\})?/g)].map(([, name, labels]) => ({
      name: name!.replace(/_bucket$/, ''),
      labels: [...(labels ?? '').matchAll(/(\w+)\s*=/g)].map(([, label]) => label!).filter((label) => label !== 'job'),
    }))
  }
  function expectKnown(expressions: string[]) {
    const reads = expressions.flatMap(readsOf)
    expect(reads.length).toBeGreaterThan(8)
    expect(reads.filter(({ name }) => !metrics.has(name))).toEqual([])
    expect(reads.filter(({ name, labels }) => labels.some((label) => !metrics.get(name)!.includes(label)))).toEqual([])
  }
  type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string; description: string } }

  test('the rules read metrics that exist, by labels that these have', () => {
    const { groups } = parse(read('deploy/prometheus/alerts.yaml')) as { groups: { name: string; rules: Rule[] }[] }
    const rules = groups.flatMap((group) => group.rules)
    expectKnown(rules.map((rule) => rule.expr))
    for (const { labels, annotations } of rules)
      expect([labels.severity, Object.keys(annotations)]).toEqual([expect.stringMatching(/^(page|ticket)$/), ['summary', 'description']])
    for (const { expr, annotations } of rules)
      for (const [, label] of annotations.summary.matchAll(/\$labels\.(\w+)/g))
        expect([...readsOf(expr).flatMap(({ name }) => metrics.get(name)!), 'instance']).toContain(label)
  })
  test('so does the dashboard', () => {
    const { panels } = JSON.parse(read('deploy/grafana/autodm-hub.json')) as {
      panels: { id: number; title: string; gridPos: { x: number; w: number }; targets: { expr: string; legendFormat: string }[] }[]
    }
    const targets = panels.flatMap((panel) => panel.targets)
    expectKnown(targets.map((target) => target.expr))
    for (const { expr, legendFormat } of targets)
      for (const [, label] of `${legendFormat} ${expr}`.matchAll(/\{\{(\w+)\}\}/g))
        expect([...readsOf(expr).flatMap(({ name }) => metrics.get(name)!), 'instance'], expr).toContain(label)
    for (const { expr } of targets)
      for (const [, list] of expr.matchAll(/by \(([^)]*)\)/g))
        for (const label of list!.split(', '))
          expect([...readsOf(expr).flatMap(({ name }) => metrics.get(name)!), 'le'], expr).toContain(label)
    expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length)
    expect(panels.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([])
  })
})
