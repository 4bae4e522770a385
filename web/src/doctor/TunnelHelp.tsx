import { useTranslation } from 'react-i18next'
import { CopyField } from '../parts/CopyField.tsx'
import { Section } from '../parts/Section.tsx'
import { tunnelHelpId } from './tunnelHelpId.ts'

const tunnelsTo = (port: number) =>
  [
    { name: 'cloudflared', command: `cloudflared tunnel --url http://127.0.0.1:${port}` },
    { name: 'ngrok', command: `ngrok http ${port}` },
  ] as const

/** How to get a public https address for the port of this hub, click by click (docs/connecting.md has the same). */
export function TunnelHelp({ port, isOpen }: { port: number; isOpen: boolean }) {
  const { t } = useTranslation()
  return (
    <Section title={t('doctor.tunnel.title')}>
      <details open={isOpen}>
        <summary className="cursor-pointer font-semibold">{t('doctor.tunnel.how')}</summary>
        {/* A link that leads here opens it. */}
        <div id={tunnelHelpId} className="mt-4 grid scroll-mt-20 gap-5">
          <p className="text-sm text-soft">{t('doctor.tunnel.text')}</p>
          {tunnelsTo(port).map(({ name, command }) => (
            <div key={name} className="grid gap-2">
              <h3 className="font-semibold">{name}</h3>
              <p className="text-sm text-soft">{t(`doctor.tunnel.${name}`)}</p>
              <CopyField
                label={t('doctor.tunnel.command', { name })}
                value={command}
                copyLabel={t('doctor.copy')}
                copiedLabel={t('doctor.copied')}
              />
            </div>
          ))}
          <ol className="grid list-decimal gap-1.5 pl-5 text-sm">
            <li>{t('doctor.tunnel.set')}</li>
            <li>{t('doctor.tunnel.paste')}</li>
            <li>{t('doctor.tunnel.token')}</li>
            <li>{t('doctor.tunnel.check')}</li>
          </ol>
          <p className="rounded-lg bg-warn-tint px-3 py-2 text-sm text-warn">{t('doctor.tunnel.changes')}</p>
        </div>
      </details>
    </Section>
  )
}
