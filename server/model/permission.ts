/** The roles of members of a workspace, as `identity.member` stores them. */
export const roles = ['owner', 'admin', 'member', 'viewer'] as const
export type Role = (typeof roles)[number]

const admins: readonly Role[] = ['owner', 'admin']
const members: readonly Role[] = [...admins, 'member']
const everyone: readonly Role[] = roles

/**
 * Every permission that a route may require (`config.may`), and the roles that have it. An API key has the permissions it was given, by the
 * same names. docs/api.md explains each; a test compares the two.
 */
export const rolesThatMay = {
  'accounts.read': everyone,
  'accounts.write': admins,
  'audit.read': admins,
  'automations.read': everyone,
  'automations.start': members,
  'automations.write': members,
  'contacts.erase': admins,
  'contacts.read': everyone,
  'contacts.write': members,
  'conversations.read': everyone,
  'endpoints.read': members,
  'endpoints.write': admins,
  'events.read': everyone,
  'forms.read': everyone,
  'forms.write': members,
  // Of no role: a flag of a person, first held by the first owner. Keys cannot have it.
  'instance.admin': [],
  'jobs.read': members,
  'jobs.write': admins,
  'keys.read': admins,
  'keys.write': admins,
  'leads.read': everyone,
  'leads.write': members,
  'members.read': members,
  'members.write': admins,
  'messages.read': everyone,
  'messages.write': members,
  'metrics.read': admins,
  'stats.read': everyone,
  'workspace.write': admins,
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof rolesThatMay
export const permissions = Object.keys(rolesThatMay) as Permission[]

/** Returns the permissions of a role; an unknown role has none. */
export const permissionsOf = (role: string): Permission[] =>
  permissions.filter((permission) => (rolesThatMay[permission] as readonly string[]).includes(role))

/**
 * Only people (and BOOTSTRAP_API_KEY) make keys, and let people in: otherwise a key could outlive its own end or its revocation by making
 * another, or by inviting somebody.
 */
const forPeopleOnly = ['instance.admin', 'keys.write', 'members.write'] as const satisfies readonly Permission[]
export type KeyScope = Exclude<Permission, (typeof forPeopleOnly)[number]>

/** What an API key may be given: the permissions by the same names. */
export const scopes = permissions.filter((permission): permission is KeyScope => !(forPeopleOnly as readonly string[]).includes(permission))
