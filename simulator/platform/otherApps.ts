import { readMeta, writeMeta } from '../world/meta.ts'
import type { World } from '../world/world.ts'

/** An app of somebody else that is subscribed to an account or a Page. */
export type OtherApp = { id: string; name: string; fields: string[] }

const keyOf = (accountId: string) => `otherApps/${accountId}`

/** The apps of others that `subscribed_apps` lists beside ours; set by `PATCH /simulator/accounts/:id {otherApps}`. */
export const otherAppsOf = (world: World, accountId: string): OtherApp[] => readMeta<OtherApp[]>(world.store, keyOf(accountId)) ?? []

export const setOtherApps = (world: World, accountId: string, apps: OtherApp[]): void => writeMeta(world.store, keyOf(accountId), apps)

/** Whether a value of a control is such a list. */
export const isAppList = (value: unknown): value is OtherApp[] =>
  Array.isArray(value) &&
  value.every((one: Partial<OtherApp> | null) => typeof one?.id === 'string' && typeof one.name === 'string' && Array.isArray(one.fields))
