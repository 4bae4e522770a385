import type { ReadRate, SetUpState } from '../../model/capabilities.ts'

/** Reads of the doctor: a run makes five, and a person may ask for several runs. */
export const setUpRate: ReadRate = { kind: 'set_up', key: 'minute', calls: 30, perMs: 60_000, callsEach: 1 }

export const toldNothing: SetUpState = {
  username: null,
  isProfessional: null,
  isPublished: null,
  canSend: null,
  canSendWhy: null,
  quality: null,
}
