import type { EntryPoints } from '../../model/presentation.ts'
import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { isTrue, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { objectsIn } from '../meta/messaging/listMessages.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/**
 * Conversation starters and commands of a number (meta-platform.md 5.11, 13.1 row 1.18, 13.7 row 11). Both come as ordinary messages. The
 * welcome message is documented as not working there, so it is left as it is.
 */
export const entryPoints: EntryPoints = {
  limits: {
    starters: 4,
    questionChars: 80,
    menu: 0,
    titleChars: 0,
    payloadChars: 0,
    greetingChars: 0,
    commands: 30,
    commandChars: 32,
    descriptionChars: 256,
  },
  refusesEmoji: true,
  async read(http: Http, as: Credentials) {
    const query = { fields: 'conversational_automation' }
    const answer = await readGraph(http, as, { method: 'GET', path: segment(as.externalId), query })
    const there = objectOf(answer.conversational_automation)
    return {
      starters: listOf(there?.prompts).map((question) => ({ question: textOf(question) ?? '', payload: '' })),
      menu: [],
      greeting: '',
      commands: objectsIn(there?.commands).map(({ command_name, command_description }) => ({
        name: textOf(command_name) ?? '',
        description: textOf(command_description) ?? '',
      })),
    }
  },
  async write(http: Http, as: Credentials, { starters, commands }) {
    const json = {
      prompts: starters.map(({ question }) => question),
      commands: commands.map(({ name, description }) => ({ command_name: name, command_description: description })),
    }
    const answer = await readGraph(http, as, { method: 'POST', path: `${segment(as.externalId)}/conversational_automation`, json })
    if (!isTrue(answer.success)) throw new ChannelError('not_set', sentence('whatsapp.not_set'), 'retry', null)
  },
}
