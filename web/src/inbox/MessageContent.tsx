import { FileText, MapPin, Paperclip } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../server/outbox/messages.schemas.ts'
import type { Media } from '../../../server/model/content.ts'

/** What a message carries: its text, its buttons, its file. */
export function MessageContent({ message }: { message: Message }) {
  const { t } = useTranslation()
  const buttons = [...(message.buttons ?? []), ...(message.quickReplies ?? [])] as { title: string }[]
  const media = message.media as Media | undefined
  const template = message.template as { name: string } | undefined
  const isBare = !message.text && !media && !template && !message.location
  return (
    <div className="grid gap-1.5">
      {media && <File media={media} />}
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

/** A file that is sent: its picture, or a link to it. */
function File({ media }: { media: Media }) {
  const { t } = useTranslation()
  const url = media.mediaId ? `/api/media/${media.mediaId}/content` : (media.url ?? '')
  if (media.type === 'image' || media.type === 'sticker')
    return <img src={url} alt={media.caption ?? t('inbox.picture')} className="max-h-64 rounded-lg" />
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="flex items-center gap-1.5 font-semibold text-accent-deep underline underline-offset-4"
    >
      <Paperclip className="size-4" aria-hidden />
      {media.filename ?? t('inbox.file')}
    </a>
  )
}
