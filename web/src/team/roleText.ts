import type { TFunction } from 'i18next'
import { roles } from '../../../server/model/permission.ts'

/** The name of a role; of one that this version does not know, the role itself. */
export function roleText(t: TFunction, role: string): string {
  const known = roles.find((one) => one === role)
  return known ? t(`team.role.${known}`) : role
}
