/*
 * Abbreviations of time zones, which `Intl` does not tell in English for most of the world: by offset from UTC in minutes, for the rules since
 * 2000. Zones that have none (the IANA database then prints `+03`) are left out.
 * Made from the IANA time zone database 2025 (public domain).
 */
const GROUPS: readonly (readonly [abbreviations: string, zones: string])[] = [
  ['ACST570', 'Australia/Darwin Australia/North'],
  ['ACST570 ACDT630', 'Australia/Adelaide Australia/Broken_Hill Australia/South Australia/Yancowinna'],
  ['AEST600', 'Australia/Brisbane Australia/Lindeman Australia/Queensland'],
  ['AEST600 AEDT660', 'Antarctica/Macquarie Australia/ACT Australia/Canberra Australia/Currie Australia/Hobart Australia/Melbourne Australia/NSW Australia/Sydney Australia/Tasmania Australia/Victoria'],
  ['AKST-540 AKDT-480', 'America/Anchorage America/Juneau America/Metlakatla America/Nome America/Sitka America/Yakutat US/Alaska'],
  ['AST-240', 'America/Anguilla America/Antigua America/Aruba America/Barbados America/Blanc-Sablon America/Curacao America/Dominica America/Grenada America/Guadeloupe America/Kralendijk America/Lower_Princes America/Marigot America/Martinique America/Montserrat America/Port_of_Spain America/Puerto_Rico America/St_Barthelemy America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Tortola America/Virgin'],
  ['AST-240 ADT-180', 'America/Glace_Bay America/Goose_Bay America/Halifax America/Moncton America/Thule Atlantic/Bermuda Canada/Atlantic'],
  ['AWST480 AWDT540', 'Australia/Perth Australia/West'],
  ['CAT120', 'Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo'],
  ['CAT120 EAT180', 'Africa/Juba Africa/Khartoum'],
  ['CET60', 'Africa/Algiers'],
  ['CET60 CEST120', 'Africa/Ceuta Africa/Tunis Arctic/Longyearbyen Atlantic/Jan_Mayen CET Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich Poland'],
  ['CET60 EET120', 'Africa/Tripoli Libya'],
  ['CST-300 CDT-240', 'America/Havana Cuba'],
  ['CST-360', 'America/Belize America/Costa_Rica America/El_Salvador America/Regina America/Swift_Current Canada/Saskatchewan'],
  ['CST-360 CDT-300', 'America/Chicago America/Guatemala America/Indiana/Knox America/Indiana/Tell_City America/Knox_IN America/Managua America/Matamoros America/Menominee America/Merida America/Mexico_City America/Monterrey America/North_Dakota/Center America/Rainy_River America/Rankin_Inlet America/Resolute America/Tegucigalpa America/Winnipeg CST6CDT Canada/Central Mexico/General US/Central US/Indiana-Starke'],
  ['CST-360 EST-300', 'America/Cancun'],
  ['CST-360 EST-300 EDT-240', 'America/Indiana/Petersburg America/Indiana/Vincennes America/Indiana/Winamac America/Iqaluit America/Kentucky/Monticello America/Pangnirtung'],
  ['CST480', 'Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC'],
  ['ChST600', 'Pacific/Guam Pacific/Saipan'],
  ['EAT180', 'Africa/Addis_Ababa Africa/Asmara Africa/Asmera Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Africa/Mogadishu Africa/Nairobi Indian/Antananarivo Indian/Comoro Indian/Mayotte'],
  ['EET120 EEST180', 'Africa/Cairo Asia/Amman Asia/Beirut Asia/Damascus Asia/Famagusta Asia/Gaza Asia/Hebron Asia/Istanbul Asia/Nicosia EET Egypt Europe/Athens Europe/Bucharest Europe/Chisinau Europe/Helsinki Europe/Istanbul Europe/Kaliningrad Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Minsk Europe/Nicosia Europe/Riga Europe/Sofia Europe/Tallinn Europe/Tiraspol Europe/Uzhgorod Europe/Vilnius Europe/Zaporozhye Turkey'],
  ['EET120 MSK180 MSK240', 'Europe/Simferopol'],
  ['EST-300', 'America/Atikokan America/Cayman America/Coral_Harbour America/Jamaica America/Panama EST Jamaica'],
  ['EST-300 AST-240', 'America/Santo_Domingo'],
  ['EST-300 EDT-240', 'America/Detroit America/Fort_Wayne America/Grand_Turk America/Indiana/Indianapolis America/Indiana/Marengo America/Indiana/Vevay America/Indianapolis America/Kentucky/Louisville America/Louisville America/Montreal America/Nassau America/New_York America/Nipigon America/Port-au-Prince America/Thunder_Bay America/Toronto Canada/Eastern EST5EDT US/East-Indiana US/Eastern US/Michigan'],
  ['GMT0', 'Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar Africa/Freetown Africa/Lome Africa/Monrovia Africa/Nouakchott Africa/Ouagadougou Africa/Timbuktu America/Danmarkshavn Atlantic/Reykjavik Atlantic/St_Helena Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich GMT GMT+0 GMT-0 GMT0 Greenwich Iceland'],
  ['GMT0 BST60', 'Europe/Belfast Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/London GB GB-Eire'],
  ['GMT0 IST60', 'Eire Europe/Dublin'],
  ['GMT0 WAT60', 'Africa/Sao_Tome'],
  ['HKT480', 'Asia/Hong_Kong Hongkong'],
  ['HST-600', 'HST Pacific/Honolulu Pacific/Johnston US/Hawaii'],
  ['HST-600 HDT-540', 'America/Adak America/Atka US/Aleutian'],
  ['IST120 IDT180', 'Asia/Jerusalem Asia/Tel_Aviv Israel'],
  ['IST330', 'Asia/Calcutta Asia/Kolkata'],
  ['JST540', 'Asia/Tokyo Japan'],
  ['KST510 KST540', 'Asia/Pyongyang'],
  ['KST540', 'Asia/Seoul ROK'],
  ['MET60 MEST120', 'MET'],
  ['MSK180 MSK240', 'Europe/Kirov Europe/Moscow Europe/Volgograd W-SU'],
  ['MST-420', 'America/Creston America/Dawson_Creek America/Hermosillo America/Phoenix MST US/Arizona'],
  ['MST-420 CST-360', 'America/Chihuahua'],
  ['MST-420 CST-360 CDT-300', 'America/Bahia_Banderas America/North_Dakota/Beulah America/North_Dakota/New_Salem America/Ojinaga'],
  ['MST-420 MDT-360', 'America/Boise America/Ciudad_Juarez America/Denver America/Edmonton America/Inuvik America/Mazatlan America/Shiprock America/Yellowknife Canada/Mountain MST7MDT Mexico/BajaSur Navajo US/Mountain'],
  ['MST-420 MDT-360 CDT-300', 'America/Cambridge_Bay'],
  ['NST-210 NDT-150', 'America/St_Johns Canada/Newfoundland'],
  ['NZST720 NZDT780', 'Antarctica/McMurdo Antarctica/South_Pole NZ Pacific/Auckland'],
  ['PKT300 PKST360', 'Asia/Karachi'],
  ['PST-480 MST-420', 'America/Dawson America/Fort_Nelson America/Whitehorse Canada/Yukon'],
  ['PST-480 PDT-420', 'America/Ensenada America/Los_Angeles America/Santa_Isabel America/Tijuana America/Vancouver Canada/Pacific Mexico/BajaNorte PST8PDT US/Pacific'],
  ['PST480', 'Asia/Manila'],
  ['SAST120', 'Africa/Johannesburg Africa/Maseru Africa/Mbabane'],
  ['SST-660', 'Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa'],
  ['UTC0', 'Etc/UCT Etc/UTC Etc/Universal Etc/Zulu UCT UTC Universal Zulu'],
  ['WAT60', 'Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo'],
  ['WAT60 CAT120', 'Africa/Windhoek'],
  ['WET0 WEST60', 'Atlantic/Canary Atlantic/Faeroe Atlantic/Faroe Atlantic/Madeira Europe/Lisbon Portugal WET'],
  ['WIB420', 'Asia/Jakarta Asia/Pontianak'],
  ['WIT540', 'Asia/Jayapura'],
  ['WITA480', 'Asia/Makassar Asia/Ujung_Pandang'],
];

let table: Map<string, ReadonlyMap<number, string>> | undefined;

/** The abbreviation of a zone at an offset from UTC in minutes, such as `CEST` for Europe/Berlin at 120; undefined where it has none. */
export function zoneAbbreviation(zone: string, offsetMinutes: number): string | undefined {
  table ??= readGroups();
  return table.get(zone)?.get(offsetMinutes);
}

/** Whether the table knows a zone, in exactly this spelling. */
export function hasAbbreviations(zone: string): boolean {
  table ??= readGroups();
  return table.has(zone);
}

function readGroups(): Map<string, ReadonlyMap<number, string>> {
  const zones = new Map<string, ReadonlyMap<number, string>>();
  for (const [abbreviations, names] of GROUPS) {
    const byOffset = new Map(Array.from(abbreviations.matchAll(/([A-Za-z]+)(-?\d+)/g), ([, name, offset]) => [Number(offset), name!] as const));
    for (const name of names.split(' ')) zones.set(name, byOffset);
  }
  return zones;
}
