import { afterAll, beforeAll, describe } from 'vitest'
import { automationStories } from './everyday/automations.ts'
import { endpointStories } from './everyday/endpoints.ts'
import { formStories } from './everyday/forms.ts'
import { keyboardStories } from './everyday/keyboard.ts'
import { leadStories } from './everyday/leads.ts'
import { settingsStories } from './everyday/settings.ts'
import { mainJobStories } from './everyday/mainJob.ts'
import { messengerStories } from './everyday/messenger.ts'
import { numberStories } from './everyday/numbers.ts'
import { openEveryday, type Everyday } from './everyday/stage.ts'
import { templateStories } from './everyday/templates.ts'
import { weightStories } from './everyday/weight.ts'

// What an owner does every day, by keyboard and on a slow line. The stories are in files by subject and share one house: starting another
// takes longer than most of them.
describe('the pages every day', () => {
  const on = {} as Everyday
  beforeAll(async () => void Object.assign(on, await openEveryday()), 120_000)
  afterAll(() => on.pages?.close(), 60_000)

  describe('by keyboard', () => keyboardStories(on))
  describe('leads', () => leadStories(on))
  describe('endpoints', () => endpointStories(on))
  describe('settings', () => settingsStories(on))
  describe('automations', () => automationStories(on))
  describe('forms', () => formStories(on))
  describe('their weight', () => weightStories(on))
  describe('the main job', () => mainJobStories(on))
  describe('Messenger', () => messengerStories(on))
  describe('WhatsApp', () => numberStories(on))
  describe('templates', () => templateStories(on))
})
