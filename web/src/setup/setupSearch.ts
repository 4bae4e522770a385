import { loginSearch, type LoginSearch } from '../accounts/loginAddress.ts'

export const setupSteps = ['goal', 'connect', 'first', 'live'] as const
export type SetupStep = (typeof setupSteps)[number]
export const goals = ['link', 'emails'] as const
export type Goal = (typeof goals)[number]
export type SetupSearch = { step?: SetupStep; goal?: Goal; account?: string; automation?: string } & LoginSearch

/** The step of the setup, in the address so that a reload continues there. No step: the owner must still be created. */
export function setupSearch(search: Record<string, unknown>): SetupSearch {
  const step = setupSteps.find((name) => name === search['step'])
  const goal = goals.find((name) => name === search['goal'])
  return {
    ...loginSearch(search),
    ...(step ? { step } : {}),
    ...(goal ? { goal } : {}),
    ...(typeof search['account'] === 'string' ? { account: search['account'] } : {}),
    ...(typeof search['automation'] === 'string' ? { automation: search['automation'] } : {}),
  }
}
