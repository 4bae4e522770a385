import type { Medium } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'

/** Returns the Page's newest posts (meta-platform.md 4.7). Errors: rejects with a ChannelError. */
export async function listPosts(http: Http, as: Credentials): Promise<Medium[]> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: `${segment(as.externalId)}/published_posts`,
    query: { fields: 'id,message,full_picture,permalink_url,created_time', limit: '50' },
  })
  return listOf(answer.data).flatMap((item) => {
    const post = objectOf(item)
    const id = idOf(post?.id)
    if (!post || !id) return []
    return [
      {
        id,
        caption: textOf(post.message),
        productType: 'FEED',
        pictureUrl: textOf(post.full_picture),
        permalink: textOf(post.permalink_url),
        postedAt: textOf(post.created_time),
      },
    ]
  })
}
