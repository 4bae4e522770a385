import * as ids from './ids.ts'
import { announce, type World } from './world.ts'

/** A person with an Instagram account of their own. */
export type Person = {
  seq: number
  id: string
  username: string
  name: string
  phone: string | null
  follows: boolean
  blocked: boolean
  deactivated: boolean
  /** Their message id differs from their commenter id, and per account (meta-platform.md 12.11). */
  scopedIds: boolean
  /** Has a role on the app: reachable also by an app without Advanced Access (meta-platform.md 7.5). */
  role: boolean
  createdAt: number
}

type Row = Omit<Person, 'follows' | 'blocked' | 'deactivated' | 'scopedIds' | 'role'> &
  Record<'follows' | 'blocked' | 'deactivated' | 'scopedIds' | 'role', number>

const fromRow = (row: Row): Person => ({
  ...row,
  follows: row.follows === 1,
  blocked: row.blocked === 1,
  deactivated: row.deactivated === 1,
  scopedIds: row.scopedIds === 1,
  role: row.role === 1,
})

export type PersonWish = {
  id?: string
  username?: string
  name: string
  phone?: string | null
  follows?: boolean
  scopedIds?: boolean
  role?: boolean
}

/** Creates a person. The user name, when none is given, is made from the name. */
export function makePerson(world: World, wish: PersonWish): Person {
  const id = wish.id ?? ids.personId(world.dice)
  const plain = wish.name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '.')
    .replaceAll(/^\.|\.$/g, '')
  world.store.run(
    'insert into people (id, username, name, phone, follows, blocked, deactivated, scopedIds, role, createdAt) values (?, ?, ?, ?, ?, 0, 0, ?, ?, ?)',
    id,
    wish.username ?? (plain || `person${id.slice(-6)}`),
    wish.name,
    wish.phone ?? null,
    wish.follows ? 1 : 0,
    wish.scopedIds ? 1 : 0,
    wish.role ? 1 : 0,
    world.clock.now(),
  )
  announce(world, { kind: 'person', personId: id })
  return getPerson(world, id)
}

export function findPerson(world: World, id: string): Person | null {
  const row = world.store.get<Row>('select * from people where id = ?', id)
  return row ? fromRow(row) : null
}

export function getPerson(world: World, id: string): Person {
  const person = findPerson(world, id)
  if (!person) throw new Error(`no person ${id}`)
  return person
}

export const listPeople = (world: World): Person[] => world.store.all<Row>('select * from people order by seq').map(fromRow)

/** Changes the settings of a person; undefined leaves one unchanged. */
export function changePerson(
  world: World,
  id: string,
  change: Partial<Pick<Person, 'follows' | 'blocked' | 'deactivated' | 'role' | 'name' | 'username' | 'phone'>>,
): Person {
  const person = { ...getPerson(world, id), ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) }
  world.store.run(
    'update people set follows = ?, blocked = ?, deactivated = ?, role = ?, name = ?, username = ?, phone = ? where id = ?',
    person.follows ? 1 : 0,
    person.blocked ? 1 : 0,
    person.deactivated ? 1 : 0,
    person.role ? 1 : 0,
    person.name,
    person.username,
    person.phone,
    id,
  )
  announce(world, { kind: 'person', personId: id })
  return person
}

/** Whether the app may reach this person: with Standard Access only those with a role on it (meta-platform.md 7.5). */
export function isWithinReach(world: World, person: Person): boolean {
  const { accessLevel, appMode } = world.settings.current()
  return person.role || (accessLevel === 'advanced' && appMode === 'live')
}

/** Whether the app is notified of what this person does (1.1, 12.7). */
export function isHeard(world: World, personId: string): boolean {
  const { strangersHeard, appMode } = world.settings.current()
  return (strangersHeard && appMode === 'live') || isWithinReach(world, getPerson(world, personId))
}
