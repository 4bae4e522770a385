import { FileText, MapPin, Paperclip } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '../../../server/conversations/conversations.schemas.ts'
import type { Message } from '../../../server/outbox/messages.schemas.ts'
import { isOwnMediaId, type Media } from '../../../server/model/content.ts'

type Shown = { type: string; name: string | null; url: string | null; alt?: string | undefined }
type Attached = Extract<TimelineItem, { type: 'message' }>['attachments']

/** What a message carries: its text, its buttons, its file. */
export function MessageContent({ message, attachments }: { message: Message; attachments: Attached }) {
  const { t } = useTranslation()
  const buttons = [...(message.buttons ?? []), ...(message.quickReplies ?? [])] as { title: string }[]
  const media = message.media as Media | undefined
  const template = message.template as { name: string } | undefined
  const isBare = !message.text && !media && attachments.length === 0 && !template && !message.location
  return (
    <div className="grid gap-1.5">
      {media && <File file={sentFile(media)} />}
      {attachments.map((file, index) => (
        <File key={index} file={file} />
      ))}
      {template && (
        <p className="flex items-center gap-1.5 text-sm text-soft">
          <FileText className="size-4" aria-hidden />
          {t('inbox.template', { name: template.name })}
        </p>
      )}
      {message.location && (
        <p className="flex items-center gap-1.5 text-sm">
          <MapPin className="size-4" aria-hidden />
          {t('inbox.location')}
        </p>
      )}
      {message.text && <p className="break-words whitespace-pre-wrap">{message.text}</p>}
      {isBare && <p className="text-sm text-soft italic">{t('inbox.noText')}</p>}
      {buttons.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {buttons.map(({ title }, index) => (
            <li key={index} className="rounded-lg border border-line bg-card px-2.5 py-1 text-sm font-semibold">
              {title}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const sentFile = ({ type, mediaId, url, filename, caption }: Media): Shown => ({
  type,
  name: filename ?? null,
  url: mediaId && isOwnMediaId(mediaId) ? `/api/media/${mediaId}/content` : (url ?? null),
  alt: caption,
})

/** A file: its picture, a player, or a link to it. */
function File({ file: { type, name, url, alt } }: { file: Shown }) {
  const { t } = useTranslation()
  const isShown = url !== null && (url.startsWith('/api/') || /^https?:/.test(url))
  if (!isShown) return <p className="text-sm text-soft italic">{t('inbox.fileGone')}</p>
  const isOwn = url.startsWith('/api/')
  if (isOwn && (type === 'image' || type === 'sticker'))
    return <img src={url} alt={alt ?? t('inbox.picture')} className="max-h-64 rounded-lg" />
  if (isOwn && type === 'audio') return <audio controls src={url} aria-label={name ?? t('inbox.file')} className="max-w-full" />
  if (isOwn && type === 'video')
    return <video controls src={url} aria-label={name ?? t('inbox.file')} className="max-h-64 max-w-full rounded-lg" />
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="flex items-center gap-1.5 font-semibold text-accent-deep underline underline-offset-4"
    >
      <Paperclip className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0 break-words">{name ?? t(type === 'image' ? 'inbox.picture' : 'inbox.file')}</span>
    </a>
  )
}
