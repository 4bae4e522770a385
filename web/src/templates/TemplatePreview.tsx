import { Clapperboard, Copy, ExternalLink, FileText, Image, MapPin, Phone, Reply } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { placeholdersIn, withValues } from '../../../server/model/template.ts'
import { TextField } from '../parts/Field.tsx'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import type { ButtonType, HeaderType, TemplateForm } from './templateForm.ts'

const icons: Partial<Record<ButtonType, typeof Copy>> = { reply: Reply, link: ExternalLink, phone: Phone, code: Copy }

/** A template as a person sees it, filled with its examples or with what is tried here. */
export function TemplatePreview({ form, cards }: { form: TemplateForm; cards: ShownTemplate['cards'] }) {
  const { t } = useTranslation()
  /** What was entered here, by part and placeholder. */
  const [tried, setTried] = useState<Record<string, string>>({})
  const headerNames = form.headerType === 'text' ? placeholdersIn(form.headerText) : []
  const bodyNames = placeholdersIn(form.text)
  const places = [
    ...headerNames.map((name) => ({ key: `header ${name}`, name, label: t('messageTemplates.tryHeader', { name }) })),
    ...bodyNames.map((name) => ({ key: `body ${name}`, name, label: t('messageTemplates.tryBody', { name }) })),
  ]
  const valuesOf = (part: 'header' | 'body', names: string[]) =>
    new Map(
      names.flatMap((name): [string, string][] => {
        const value = tried[`${part} ${name}`] || (part === 'header' ? form.headerExample : form.examples[name])
        return value ? [[name, value]] : []
      }),
    )
  const header = form.headerType === 'text' ? withValues(form.headerText, valuesOf('header', headerNames)) : ''
  const body = withValues(form.text, valuesOf('body', bodyNames))
  return (
    <section aria-label={t('messageTemplates.preview')} className="grid gap-4">
      <div className="rounded-2xl bg-[light-dark(#efe7dd,#0c1317)] p-4">
        <div className="max-w-80 rounded-xl rounded-tl-none bg-[light-dark(#ffffff,#1f2c33)] shadow-card">
          <div className="grid gap-1 px-3 py-2 text-sm">
            <HeaderPicture type={form.headerType} file={form.headerFile} />
            {header && <p className="font-bold wrap-anywhere">{header}</p>}
            <p className="wrap-anywhere whitespace-pre-wrap">{body ? formatted(body) : t('messageTemplates.noText')}</p>
            {form.footer && <p className="text-xs text-soft wrap-anywhere">{form.footer}</p>}
          </div>
          <Buttons
            buttons={form.buttons.map(({ type, title }) => ({ type, title: type === 'code' ? t('messageTemplates.copyCode') : title }))}
          />
        </div>
        {cards.length > 0 && (
          <ul aria-label={t('messageTemplates.cards')} tabIndex={0} className="mt-2 flex gap-2 overflow-x-auto">
            {cards.map((card, at) => (
              <li key={at} className="w-52 shrink-0 rounded-xl bg-[light-dark(#ffffff,#1f2c33)] shadow-card">
                <div className="grid gap-1 px-3 py-2 text-sm">
                  <HeaderPicture type={card.header.type === 'video' ? 'video' : 'image'} file={card.header.mediaId ?? ''} />
                  <p className="wrap-anywhere whitespace-pre-wrap">
                    {formatted(withValues(card.body, new Map(Object.entries(card.examples ?? {}))))}
                  </p>
                </div>
                <Buttons buttons={card.buttons} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {places.length > 0 && (
        <fieldset className="grid gap-3">
          <legend className="mb-1 text-sm font-semibold">{t('messageTemplates.try')}</legend>
          {places.map(({ key, label }) => (
            <TextField
              key={key}
              label={label}
              value={tried[key] ?? ''}
              onChange={(change) => setTried((before) => ({ ...before, [key]: change.target.value }))}
            />
          ))}
        </fieldset>
      )}
    </section>
  )
}

/** The buttons below a text or a card. */
function Buttons({ buttons }: { buttons: { type: string; title: string }[] }) {
  if (buttons.length === 0) return null
  return (
    <ul className="border-t border-line">
      {buttons.map(({ type, title }, index) => {
        const Icon = icons[type as ButtonType] ?? Reply
        return (
          <li
            key={index}
            className="flex min-h-10 items-center justify-center gap-2 border-line px-3 text-sm font-semibold text-[light-dark(#00695c,#53bdeb)] not-first:border-t"
          >
            <Icon className="size-4 shrink-0" aria-hidden />
            <span className="truncate">{title || '…'}</span>
          </li>
        )
      })}
    </ul>
  )
}

const pictures = { image: Image, video: Clapperboard, file: FileText, location: MapPin }

/** What stands above the text in place of a line: the picture itself where it is uploaded. */
function HeaderPicture({ type, file }: { type: HeaderType; file: string }) {
  const { t } = useTranslation()
  if (type === 'none' || type === 'text') return null
  const box = '-mx-1.5 -mt-0.5 h-32 w-[calc(100%+0.75rem)] rounded-lg'
  const label = t(`messageTemplates.header.${type}`)
  if (type === 'image' && file) return <img src={`/api/media/${file}/content`} alt={label} className={`${box} object-cover`} />
  const Icon = pictures[type]
  return (
    <span className={`${box} grid place-items-center bg-sunk text-soft`}>
      <Icon className="size-7" aria-label={label} />
    </span>
  )
}

const marks = [
  { pattern: /```([^`]+)```/, as: (text: ReactNode, key: number) => <code key={key}>{text}</code> },
  { pattern: /(?<![\w*])\*([^*\n]+)\*(?![\w*])/, as: (text: ReactNode, key: number) => <strong key={key}>{text}</strong> },
  { pattern: /(?<![\w_])_([^_\n]+)_(?![\w_])/, as: (text: ReactNode, key: number) => <em key={key}>{text}</em> },
  { pattern: /(?<![\w~])~([^~\n]+)~(?![\w~])/, as: (text: ReactNode, key: number) => <s key={key}>{text}</s> },
]

/** *Bold*, _italic_, ~struck~ and monospaced text as the messenger shows it. */
function formatted(text: string): ReactNode[] {
  const first = marks
    .flatMap(({ pattern, as }) => {
      const found = pattern.exec(text)
      return found ? [{ at: found.index, whole: found[0], inner: found[1]!, as }] : []
    })
    .toSorted((a, b) => a.at - b.at)[0]
  if (!first) return [text]
  const { at, whole, inner, as } = first
  return [text.slice(0, at), as(formatted(inner), at), ...formatted(text.slice(at + whole.length))]
}
