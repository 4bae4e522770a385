import { diceFor } from '../../server/engine/dice.ts'
import { idMaker } from '../../server/platform/ids.ts'
import type { Ground } from './database.ts'
import { addLeadsToDeliver, judgeDeliveries } from './deliveries.ts'
import { judge } from './judge.ts'
import { act } from './people.ts'
import { makePlatform, refusals } from './platform.ts'
import { watchLocks } from './pool.ts'
import { duties, startProcess, type Duty, type SimulatedProcess } from './process.ts'
import { note, type Records, type Reservation } from './records.ts'
import { dutiesAtRest, whatIsLeft, whatIsOpen } from './rest.ts'
import { openSimulatedShop } from './shop.ts'
import { makeStarts } from './starts.ts'
import { everythingSaid, makeSteps, type Step } from './steps.ts'
import { makeTime } from './time.ts'
import { chance, drawCallFault, drawTraits, pick } from './traits.ts'
import { addWork } from './work.ts'
import type { World } from './world.ts'

export type Told = { seed: number; trace: string[]; wrong: string[] }

const mostSteps = 1_500
const passes = [40, 300, 1_000, 2_000, 5_000, 9_000, 16_000, 31_000, 61_000, 61_000]
const dutiesInTurn = [...duties, 'read', 'say', 'say', 'read', 'say'] as const
/** While a process is suspended, the others take over its work, as they do when it is unavailable for seconds. */
const dutiesMeanwhile = ['take back', 'settle doubts', 'say', 'say', 'do jobs'] as const
const passesMeanwhile = [300, 2_000, 9_000, 16_000, 16_000]

/** Plays the world of one seed from its first act to the check. The same seed gives the same story, line by line. */
export async function tellStory(seed: number, ground: Ground): Promise<Told> {
  const dice = diceFor(`simulation ${seed}`)
  const traits = drawTraits(dice)
  const trace: string[] = []
  const wrong: string[] = []
  const time = makeTime()
  const begunAt = time.machineMs()
  const processes = new Map<string, SimulatedProcess>()
  let counter = 0
  const platform = makePlatform(
    time.worldMs,
    (prefix) => `${prefix}${++counter}`,
    (author) => (traits.twoIds ? `s_${author}` : author),
  )
  const say = (line: string) => void trace.push(`${((time.machineMs() - begunAt) / 1000).toFixed(3).padStart(9)}  ${line}`)
  const steps = makeSteps(
    (by) => processes.get(by)?.alive() ?? true,
    (by) => processes.get(by)?.standsStill() ?? null,
  )
  const world: World = {
    steps,
    time,
    ground,
    platform,
    work: { did: [] },
    arrivals: [],
    say,
    locks: watchLocks(),
    refusals: { throttled: refusals.throttled, 'logged out': refusals.loggedOut, trouble: refusals.trouble },
    credentials: () => ({
      channel: 'instagram',
      externalId: shop.externalId,
      pageId: null,
      loginType: 'instagram',
      accessToken: 'token',
      graphUrl: 'http://platform',
      graphVersion: 'v1',
    }),
    wrong(what) {
      wrong.push(what)
      say(`WRONG: ${what}`)
    },
  }
  const newId = idMaker(time.machineMs, (size) => Buffer.from(Array.from({ length: size }, () => Math.floor(dice() * 256))))
  const shop = await openSimulatedShop(ground, newId, `shop${seed}`, traits.limits, new Date(time.machineMs()))
  await addWork(ground, newId, shop, diceFor(`work ${seed}`), new Date(time.machineMs()))
  await addLeadsToDeliver(ground, newId, shop, diceFor(`deliveries ${seed}`), new Date(time.machineMs()))
  const records: Records = { acknowledged: [], claims: new Map(), stops: new Map(), stopping: [], steps: 0 }
  const starts = makeStarts(seed, world, shop, records, newId)
  traits.ambushes.push(...starts.ambushes)
  say(`seed ${seed}: ${JSON.stringify(traits)}`)

  let healed = false
  let born = 0
  async function start(): Promise<void> {
    const name = `w${++born}`
    const own = diceFor(`${seed} ${name}`)
    let freezeMs = 0
    const reservation: Reservation = { at: () => 0, meantMs: 0, newest: new Map() }
    processes.set(
      name,
      await startProcess(world, name, born, own, {
        strike: (moment) => {
          const at = healed ? -1 : traits.ambushes.findIndex((one) => one.moment === moment && one.skip-- <= 0)
          if (at < 0) return null
          const [ambush] = traits.ambushes.splice(at, 1)
          freezeMs = ambush!.freezeMs
          say(`  ${moment}: ${ambush!.strike}`)
          return ambush!.strike
        },
        freezeFor: () => freezeMs,
        callFault: () => (healed ? 'none' : drawCallFault(dice, traits.callFaults)),
        seen: (moment, answer, values) => note(records, moment, answer, values, reservation),
        reservedAt: () => reservation.at,
      }),
    )
    say(`${name} starts`)
  }
  const somebodyStands = () => [...processes.values()].some((one) => one.alive() && one.standsStill() !== null)
  const living = () => [...processes.values()].filter((one) => one.alive())

  const people = Array.from({ length: traits.people }, (_, n) => `p${n + 1}`)
  let actsLeft = traits.acts
  function somebodyActs(): void {
    actsLeft--
    say(act(dice, platform, shop.externalId, pick(dice, people), traits, ++counter))
    starts.want()
  }
  function deliver(at: number, drop: number, twice: number): void {
    const [webhook] = platform.outgoing.splice(at, 1)
    if (chance(dice, drop)) return say(`webhook lost: ${webhook!.what}`)
    if (chance(dice, twice)) platform.outgoing.push(webhook!)
    const door = pick(dice, living())
    say(`webhook to ${door.name}: ${webhook!.what}`)
    const receivedAt = new Date(time.worldMs())
    let answered = false
    const again = () => {
      if (!answered) platform.outgoing.push(webhook!)
      answered = true
    }
    void door.receiver
      .store({ receivedAt, source: 'meta', accountHint: null, signer: 'app', body: Buffer.from(webhook!.body) })
      .then(() => {
        answered = true
        forget()
        say(`200 for ${webhook!.what}`)
        if (webhook!.key) records.acknowledged.push(webhook!.key)
      }, again)
    // A receiver that died sends no response: the platform sends the webhook again.
    const forget = time.at(time.machineMs() + 20_000, 'platform', `no answer for ${webhook!.what}`, again)
  }
  const takeable = (): Step[] => steps.waiting().filter((one) => !processes.get(one.by)?.standsStill())
  async function take(step: Step): Promise<void> {
    say(`${step.by}: ${step.what}`)
    await steps.take(step)
    await world.locks.settled()
    await everythingSaid()
    records.steps++
  }
  async function timers(): Promise<boolean> {
    const due = time.due().find((one) => !processes.get(one.by)?.standsStill())
    if (!due) return false
    say(`${due.by}: ${due.what}`)
    await time.take(due)
    await world.locks.settled()
    await everythingSaid()
    return true
  }
  function nextStep(): Step {
    const ready = takeable()
    const open = ready.filter((one) => one.transaction)
    return pick(dice, open.length && !chance(dice, traits.interleave) ? open.slice(0, 1) : ready)
  }

  for (let n = 0; n < traits.workers; n++) await start()
  for (let n = 0; n < mostSteps && wrong.length === 0; n++) {
    while (living().length < traits.workers) await start()
    if (starts.isTime()) await starts.send(living())
    const busy = takeable().length > 0
    const roll = dice()
    if (busy && roll < 0.82) await take(nextStep())
    else if (roll < 0.9 && chance(dice, busy ? 0.5 : 0.25)) {
      time.pass(pick(dice, somebodyStands() ? passesMeanwhile : passes))
      while (await timers());
    } else if (actsLeft && chance(dice, 0.3)) somebodyActs()
    else if (platform.outgoing.length && chance(dice, 0.4))
      deliver(Math.floor(dice() * platform.outgoing.length), traits.webhookDrop, traits.webhookTwice)
    else if (traits.clockJumps && chance(dice, 0.05)) {
      const ms = pick(dice, [-300_000, 300_000, 2_000, -2_000])
      say(`the world's clock jumps by ${ms} ms`)
      time.jump(ms)
    } else {
      const duty = pick(dice, somebodyStands() ? dutiesMeanwhile : dutiesInTurn)
      pick(dice, living()).begin(duty)
      await everythingSaid()
    }
    if (!actsLeft && !platform.outgoing.length && n > 90 && !busy && !somebodyStands()) break
  }

  healed = true
  say('from here on nothing goes wrong')
  await heal()
  if (!wrong.length) for (const what of await judge(ground, platform, world.work, records, shop, traits)) world.wrong(what)
  if (!wrong.length) for (const what of await judgeDeliveries(ground, world.arrivals)) world.wrong(what)
  for (const one of living()) await one.die()
  await ground.clear()
  return { seed, trace, wrong }

  /** Lets all processes work without faults until nothing is left to do. */
  async function heal(): Promise<void> {
    for (const one of processes.values()) one.thaw()
    await everythingSaid()
    while (living().length < traits.workers) await start()
    while (actsLeft > 0) somebodyActs()
    let duties: readonly Duty[] = dutiesAtRest
    let before = ''
    let unchanged = 0
    for (let round = 0; ; round++) {
      if (round > 300) return world.wrong(`it does not come to rest: ${await whatIsOpen(ground)}`)
      // Skips a row that an open transaction has locked: its next statement waits for this one to end.
      await ground.admin(
        `update accounts set status = 'active', status_reason = null where id in (select id from accounts where status <> 'active' for update skip locked)`,
      )
      while (platform.outgoing.length) deliver(0, 0, 0)
      while (starts.waiting()) await starts.send(living())
      for (const duty of duties) living()[round % living().length]!.begin(duty)
      await everythingSaid()
      while (takeable().length || (await timers())) if (takeable().length) await take(nextStep())
      if (wrong.length) return
      const left = await whatIsLeft(ground, time)
      if (platform.outgoing.length || starts.waiting()) {
        duties = left.duties(0)
        continue
      }
      unchanged = left.sameAs === before ? unchanged + 1 : 0
      before = left.sameAs
      const wait = left.msToNext(unchanged)
      if (wait === null && !living().some((one) => one.atWork())) {
        // A last round of all duties: a worker may find what `whatIsLeft` overlooks.
        if (duties === dutiesAtRest) return
        duties = dutiesAtRest
        continue
      }
      // Every live worker renews its leases every eight seconds, so none of them expires.
      if (left.isInHand) for (const one of living()) one.begin('renew')
      await everythingSaid()
      while (takeable().length) await take(nextStep())
      const passed = Math.min(Math.max(20, wait ?? 1_000), left.isInHand ? 8_000 : Infinity)
      time.pass(passed)
      duties = left.duties(passed)
    }
  }
}
