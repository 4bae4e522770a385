import { z } from 'zod'

// What the files for hosts may say: the parts of the Compose specification and of Render's Blueprints that they use. Any other field is an
// error, since a host would refuse or ignore it.

const duration = z.string().regex(/^(\d+(ms|s|m|h))+$/)
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/)
/** `${NAME}` with a default or an error text. */
const text = z.string().refine((value) => !/\$(?!\{[A-Z_]+(:[-?][^}]*)?\})/.test(value), 'has a $ that Compose cannot replace')
const dependency = z.strictObject({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']) })

export const composeService = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string().startsWith('/')).optional(),
  cap_drop: z.array(z.literal('ALL')).optional(),
  security_opt: z.array(z.literal('no-new-privileges:true')).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  stop_grace_period: duration.optional(),
  shm_size: z
    .string()
    .regex(/^\d+(kb|mb|gb)$/)
    .optional(),
  secrets: z.array(name).optional(),
  depends_on: z.record(name, dependency).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), text).optional(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+(-\d+)?:\d+$/, 'is open to other machines')).optional(),
  volumes: z.array(z.string().regex(/^[a-z]+:\/\S+$/)).optional(),
  deploy: z.strictObject({ replicas: z.int().min(1) }).optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: duration,
      timeout: duration,
      retries: z.int().min(1),
      start_period: duration.optional(),
    })
    .optional(),
})

export const compose = z.strictObject({
  name,
  services: z.record(name, composeService),
  secrets: z.record(name, z.strictObject({ file: z.string() })).optional(),
  volumes: z.record(name, z.null()).optional(),
})

const direct = z.strictObject({ key: z.string(), value: z.union([z.string(), z.number()]) })
const generated = z.strictObject({ key: z.string(), generateValue: z.literal(true) })
const asked = z.strictObject({ key: z.string(), sync: z.literal(false) })
const property = z.enum(['host', 'port', 'hostport', 'connectionString'])
const ofService = { type: z.enum(['web', 'worker', 'pserv', 'keyvalue']), name }
const fromService = z.strictObject({
  key: z.string(),
  fromService: z.union([z.strictObject({ ...ofService, property }), z.strictObject({ ...ofService, envVarKey: z.string() })]),
})
const fromDatabase = z.strictObject({ key: z.string(), fromDatabase: z.strictObject({ name, property: z.literal('connectionString') }) })
const fromGroup = z.strictObject({ fromGroup: name })
const addresses = z.array(z.strictObject({ source: z.string(), description: z.string().optional() }))

const server = {
  name,
  runtime: z.literal('docker'),
  plan: z.enum(['free', 'starter', 'standard', 'pro', 'pro plus', 'pro max', 'pro ultra']),
  numInstances: z.int().min(1).optional(),
  maxShutdownDelaySeconds: z.int().min(1).max(300),
  envVars: z.array(z.union([direct, generated, asked, fromService, fromDatabase, fromGroup])),
}
export const render = z.strictObject({
  services: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('web'), healthCheckPath: z.string().startsWith('/'), ...server }),
      z.strictObject({ type: z.literal('worker'), ...server }),
      z.strictObject({
        type: z.literal('keyvalue'),
        name,
        plan: z.enum(['free', 'starter', 'standard', 'pro']),
        ipAllowList: addresses,
        maxmemoryPolicy: z.literal('noeviction'),
      }),
    ]),
  ),
  databases: z.array(
    z.strictObject({
      name,
      plan: z.enum(['free', 'basic-256mb', 'basic-1gb', 'basic-4gb', 'pro-4gb', 'pro-8gb']),
      postgresMajorVersion: z.enum(['15', '16', '17', '18']),
      ipAllowList: addresses,
    }),
  ),
  envVarGroups: z.array(z.strictObject({ name, envVars: z.array(z.union([direct, generated])) })),
})
