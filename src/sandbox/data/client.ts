import type { WireClient } from '../wire.js';

/** A company's client: the documented example, filled in. `hold_music` is above 2^53. */
export function madeClient(company = 'acme', id = 12): WireClient {
  return {
    domain: `${company}.sip.example.com`,
    create_date: '2020-03-16 09:29:57',
    hold_music: 9007199254740993n,
    presence: 'yes',
    sip_network_permission_id: null,
    prefix: '0001',
    record_stereo: true,
    ambassadors: 'Ewa Mazur, דנה לוי',
    id,
    domain_prefix: '00001',
    contact_phones: '+48 22 555 01 00, +972 3 555 0100',
    name: company,
    timezone: 'Europe/Warsaw',
    dial_rule_id: 19,
    type: 'J',
    email: 'admin@example.com',
    reg_status_log: false,
    fact_address: null,
    extra_params: 'null',
    extension_len: 3,
    geo_list: 'PL IL DE',
    did_as_transfer_caller_id: 'default',
    jur_address: 'ul. Przykładowa 1, 00-001 Warszawa',
    language: 'pl',
    record_format: 'mp3',
    short_local_caller_id: 'yes',
    disk_space_notify_email: 'it@example.com',
    disk_space_notify_threshold: 80,
  };
}
