import type { BusinessProfile, ProfileContent } from '../../model/presentation.ts'
import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { isTrue, listOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { objectsIn } from '../meta/messaging/listMessages.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

const path = (as: Credentials) => `${segment(as.externalId)}/whatsapp_business_profile`

/** The profile of a number's business (meta-platform.md 5.11; 13.7, row 11). */
export const profile: BusinessProfile = {
  limits: { aboutChars: 139, addressChars: 256, descriptionChars: 512, emailChars: 128, websites: 2, websiteChars: 256 },
  categories: [
    'UNDEFINED',
    'AUTO',
    'BEAUTY',
    'APPAREL',
    'EDU',
    'ENTERTAIN',
    'EVENT_PLAN',
    'FINANCE',
    'GROCERY',
    'GOVT',
    'HOTEL',
    'HEALTH',
    'NONPROFIT',
    'PROF_SERVICES',
    'RETAIL',
    'TRAVEL',
    'RESTAURANT',
    'OTHER',
  ],
  async read(http: Http, as: Credentials) {
    const query = { fields: 'about,address,description,email,profile_picture_url,websites,vertical' }
    const [there] = objectsIn((await readGraph(http, as, { method: 'GET', path: path(as), query })).data)
    return {
      about: textOf(there?.about) ?? '',
      address: textOf(there?.address) ?? '',
      description: textOf(there?.description) ?? '',
      email: textOf(there?.email) ?? '',
      websites: listOf(there?.websites).flatMap((site) => textOf(site) ?? []),
      category: textOf(there?.vertical) ?? 'UNDEFINED',
      pictureUrl: textOf(there?.profile_picture_url),
    }
  },
  async write(http: Http, as: Credentials, { category, ...same }: Partial<ProfileContent>) {
    const json = { messaging_product: 'whatsapp', ...same, ...(category !== undefined && { vertical: category }) }
    const answer = await readGraph(http, as, { method: 'POST', path: path(as), json })
    if (!isTrue(answer.success)) throw new ChannelError('not_set', sentence('whatsapp.not_set'), 'retry', null)
  },
}
