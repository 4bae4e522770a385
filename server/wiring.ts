import type { Deps } from './deps.ts'
import type { Reason, Role } from './platform/health.ts'
import { installationId } from './platform/installation.queries.ts'
import { countParts, type Part } from './platform/presence.queries.ts'
import { isAwakeWithin } from './platform/isAwake.ts'

const answerLimitMs = 800

/** The roles of this process, as other processes see them. */
export function partsOf(config: Pick<Deps['config'], 'roles' | 'redisUrl'>): Part[] {
  return [...config.roles].map((role): Part => (role === 'web' || !config.redisUrl ? role : `${role}_on_redis`))
}

/**
 * Checks whether the roles of this process can work: Redis responds, a scheduler is alive, and both use the same Redis. /health/ready
 * reports the reasons (platform/health.ts).
 */
export async function watchWiring(deps: Deps): Promise<{ stop(): void }> {
  const { config, health, databases, clock } = deps
  const url = config.redisUrl
  const redis = url ? (await import('./queue/redisQueue.ts')).watchRedis(url) : null
  const installation = await installationId(databases.system)

  health.watch(async () => {
    // An unavailable database is reported by the caller, which asks it.
    if (!(await isAwakeWithin(databases.system, answerLimitMs, clock))) return []
    const hasRelay = redis ? await within(redis.hasRelay(installation), clock) : null
    const seen = { parts: await countParts(databases.system), onRedis: Boolean(redis), hasRelay }
    return (['worker', 'scheduler'] as const).filter((role) => config.roles.has(role)).flatMap((role) => whyNotReady(role, seen))
  })
  return { stop: () => redis?.close() }
}

/** In: which roles are alive; whether REDIS_URL is set; whether a relay is running on it (null: it does not respond, or there is none). */
export function whyNotReady(
  role: Exclude<Role, 'web'>,
  { parts, onRedis, hasRelay }: { parts: Record<Part, number>; onRedis: boolean; hasRelay: boolean | null },
): Reason[] {
  const because = (code: string, text: string): Reason[] => [{ code, text, role }]
  if (onRedis && hasRelay === null)
    return because(
      'redis_unavailable',
      'Redis does not answer. Check REDIS_URL and whether Redis runs. No message is lost; all are sent afterwards.',
    )
  if (role === 'scheduler')
    return !onRedis && parts.worker_on_redis
      ? because('workers_use_redis', 'Workers wait for Redis, but this scheduler has no REDIS_URL. Set the REDIS_URL of the workers.')
      : []
  if (!parts.scheduler && !parts.scheduler_on_redis)
    return because('no_scheduler', 'No scheduler is running. Start a process with ROLES=scheduler on this database.')
  if (!onRedis || hasRelay) return []
  return parts.scheduler_on_redis
    ? because('another_redis', 'The scheduler uses another Redis than this worker. REDIS_URL must lead to the same one in both.')
    : because('scheduler_without_redis', 'The scheduler has no REDIS_URL, so this worker is told nothing. Set the same REDIS_URL there.')
}

async function within(answer: Promise<boolean>, clock: Deps['clock']): Promise<boolean | null> {
  const over = new AbortController()
  const first = await Promise.race([answer.catch(() => null), clock.wait(answerLimitMs, over.signal).then(() => null)])
  over.abort()
  return first
}
