import type { Belonging } from './belonging.ts'

const ofUsers = { nothing: 'it is about users of the hub, not about contacts' } as const

/** The tables for sign-in in the list (belongings.ts): the schema `identity`. */
export const signIn = {
  'identity.user': { columns: {}, erase: ofUsers, exported: 'never', retention: 'owner' },
  'identity.session': {
    columns: { userId: { of: 'identity.user', removal: 'cascade' } },
    erase: ofUsers,
    exported: 'never',
    retention: { since: 'expiresAt', until: 'better-auth finds it expired, or the person removes it' },
  },
  'identity.account': {
    columns: { userId: { of: 'identity.user', removal: 'cascade' } },
    erase: ofUsers,
    exported: 'never',
    retention: 'owner',
  },
  'identity.verification': {
    columns: {},
    erase: ofUsers,
    exported: 'never',
    retention: { since: 'expiresAt', until: 'the next link of its sort is made' },
  },
  'identity.organization': {
    columns: { id: { of: 'workspaces', removal: 'delete' } },
    erase: ofUsers,
    exported: 'never',
    retention: 'owner',
  },
  'identity.member': {
    columns: {
      organizationId: { of: 'identity.organization', removal: 'cascade' },
      userId: { of: 'identity.user', removal: 'cascade' },
    },
    erase: ofUsers,
    exported: 'workspace',
    retention: 'owner',
  },
  'identity.member_accounts': {
    columns: { member_id: { of: 'identity.member', removal: 'cascade' } },
    erase: ofUsers,
    exported: 'workspace',
    retention: 'owner',
  },
  'identity.twoFactor': {
    columns: { userId: { of: 'identity.user', removal: 'cascade' } },
    erase: ofUsers,
    exported: 'never',
    retention: 'owner',
  },
  'identity.invitations': {
    columns: { workspace_id: { of: 'workspaces', removal: 'cascade' } },
    erase: ofUsers,
    exported: 'never',
    retention: { since: 'expires_at', until: 'it is accepted, withdrawn or replaced' },
  },
  'identity.api_keys': {
    columns: {
      workspace_id: { of: 'workspaces', removal: 'cascade' },
      member_id: { of: 'identity.member', removal: 'set null' },
    },
    erase: ofUsers,
    exported: 'never',
    retention: 'owner',
  },
  'identity.sign_in_attempts': {
    columns: {},
    erase: ofUsers,
    exported: 'never',
    retention: { since: 'ends', until: 'others are counted' },
  },
} satisfies Record<string, Belonging>
