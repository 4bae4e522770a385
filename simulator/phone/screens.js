// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
import { ago, avatar, el, rich } from './element.js'

// The screens of the phone except the conversation. Each takes the state and the actions, and returns nodes.

const kindNames = { FEED: 'Post', REELS: 'Reel', STORY: 'Story', AD: 'Sponsored', LIVE: 'Live' }

/** The profile of the business: its name, stories and posts. */
export function profileScreen({ account, me, media }, act) {
  const posts = media.filter(({ kind }) => kind !== 'STORY')
  const stories = media.filter(({ kind, over }) => kind === 'STORY' && !over)
  return [
    el(
      'section.profile',
      {},
      el(
        'button.story-ring',
        {
          type: 'button',
          disabled: stories.length === 0,
          'aria-label': stories.length > 0 ? 'Open story' : 'No story',
          onclick: () => act.open('story', stories[0].id),
        },
        avatar(account, 'large'),
      ),
      el('div.numbers', {}, number(posts.length, 'posts'), number(account.followers, 'followers'), number(0, 'following')),
      el('div.who', {}, el('strong', {}, account.name), el('span.hint', {}, 'Small business')),
      el(
        'div.actions',
        {},
        el(
          `button${me?.follows ? '' : '.primary'}`,
          {
            type: 'button',
            disabled: !me,
            'aria-pressed': String(Boolean(me?.follows)),
            onclick: () => act.changeMe({ follows: !me.follows }),
          },
          me?.follows ? 'Following' : 'Follow',
        ),
        el('button', { type: 'button', disabled: !me, onclick: () => act.open('chat') }, 'Message'),
      ),
    ),
    posts.length === 0
      ? el('p.empty', {}, 'Nothing has been posted yet. Add a post under “Business”.')
      : el(
          'div.grid',
          {},
          posts.map((post) =>
            el(
              'button.tile',
              { type: 'button', 'aria-label': `${kindNames[post.kind]}: ${post.caption}`, onclick: () => act.open('post', post.id) },
              el('img', { src: post.picture, alt: '', loading: 'lazy' }),
              post.kind === 'FEED' ? null : el('span.tag', {}, kindNames[post.kind]),
            ),
          ),
        ),
  ]
}

const number = (value, name) => el('div', {}, el('strong', {}, String(value)), el('span', {}, name))

/** One post with its comments. */
export function postScreen({ account, post, comments, now, me }, act) {
  const top = comments.filter(({ parentId }) => !parentId)
  return [
    el(
      'article.post',
      {},
      el(
        'header',
        {},
        avatar(account),
        el('strong', {}, account.username),
        el('span.hint', {}, post.kind === 'AD' ? 'Sponsored' : `${kindNames[post.kind]} · ${ago(post.at, now)}`),
      ),
      el('img.picture', { src: post.picture, alt: `Picture of the post “${post.caption}”` }),
      el('p.caption', {}, el('strong', {}, account.username), ' ', rich(post.caption)),
    ),
    el(
      'section.comments',
      { 'aria-label': 'Comments', 'aria-live': 'polite' },
      top.length === 0 ? el('p.empty', {}, post.commentsEnabled ? 'No comments yet. Be the first.' : 'Comments are switched off.') : null,
      top.map((comment) =>
        el(
          'div.thread',
          {},
          commentRow(comment, account, now, act, me),
          comments.filter(({ parentId }) => parentId === comment.id).map((answer) => commentRow(answer, account, now, act, me, comment)),
        ),
      ),
    ),
  ]
}

function commentRow(comment, account, now, act, me, parent) {
  const own = comment.from.id === account.id
  return el(
    `div.comment${parent ? '.answer' : ''}${comment.hidden ? '.hidden' : ''}`,
    {},
    el('img.avatar', { src: `/simulator/pictures/${comment.from.id}.svg`, alt: '' }),
    el(
      'div',
      {},
      el('p', {}, el('strong', {}, comment.from.username), own ? el('span.badge', {}, 'Author') : null, ' ', rich(comment.text)),
      el(
        'p.meta',
        {},
        ago(comment.at, now),
        comment.hidden ? ' · hidden by the account' : null,
        el('button.link', { type: 'button', disabled: !me, onclick: () => act.replyTo(parent ?? comment, comment.from.username) }, 'Reply'),
        comment.from.id === me?.id ? el('button.link', { type: 'button', onclick: () => act.takeBack(comment.id) }, 'Delete') : null,
      ),
    ),
  )
}

/** A story fills the screen; text entered below is a reply to it. */
export function storyScreen({ account, post, now }) {
  return [
    el(
      'article.story',
      {},
      el('img', { src: post.picture, alt: `Story: ${post.caption}` }),
      el('span.progress', {}),
      el('header', {}, avatar(account), el('strong', {}, account.username), el('span', {}, ago(post.at, now))),
      el('p', {}, post.caption),
    ),
  ]
}

/** Shown while there is nothing else to show. */
export const emptyScreen = (text, button, onclick) => [
  el('div.nothing', {}, el('p', {}, text), button ? el('button.primary', { type: 'button', onclick }, button) : null),
]
