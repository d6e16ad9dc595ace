// What simulated devices are made of: platforms, versions, makers, names, with the odd spellings of the wild.

export type TrustType = "AzureAd" | "ServerAd" | "Workplace" | null;

export interface Platform {
  readonly weight: number;
  /** JSON text; several spellings occur on the wire for one platform. */
  readonly operatingSystems: readonly string[];
  readonly versions: readonly string[];
  /** JSON texts of manufacturer and model. */
  readonly hardware: readonly (readonly [string, string])[];
  readonly trusts: readonly TrustType[];
  readonly namePrefixes: readonly string[];
  readonly enrollments: readonly string[];
  readonly profiles: readonly string[];
}

/** Repeats each text by its weight and turns it into JSON, so that a uniform pick is a weighted one. */
function weighted(entries: readonly (readonly [number, string | null])[]): string[] {
  return entries.flatMap(([weight, text]) => new Array<string>(weight).fill(JSON.stringify(text)));
}

function texts(...values: (string | null)[]): string[] {
  return values.map((value) => JSON.stringify(value));
}

function trusts(entries: readonly (readonly [number, TrustType])[]): TrustType[] {
  return entries.flatMap(([weight, trust]) => new Array<TrustType>(weight).fill(trust));
}

function hardware(...pairs: (readonly [string | null, string | null])[]): [string, string][] {
  return pairs.map(([maker, model]) => [JSON.stringify(maker), JSON.stringify(model)]);
}

const ordinaryProfile = weighted([
  [96, "RegisteredDevice"],
  [2, "Shared"],
  [2, null],
]);

const windows: Platform = {
  weight: 560,
  operatingSystems: weighted([
    [96, "Windows"],
    [2, "windows"],
    [2, "WINDOWS"],
  ]),
  versions: texts(
    "10.0.26100.2033",
    "10.0.26100.1742",
    "10.0.22631.4317",
    "10.0.22631.4169",
    "10.0.22621.3880",
    "10.0.19045.4894",
    "10.0.19045.4780",
    "10.0.19043.1165",
    "10.0.17763.6293",
    "10",
  ),
  hardware: hardware(
    ["Dell Inc.", "Latitude 7440"],
    ["Dell Inc.", "OptiPlex 7010"],
    ["HP", "HP EliteBook 840 14 inch G10 Notebook PC"],
    ["LENOVO", "21HDCTO1WW"],
    ["Lenovo", "ThinkPad T14 Gen 4"],
    ["Microsoft Corporation", "Surface Laptop 5"],
    ["Microsoft Corporation", "Virtual Machine"],
    ["VMware, Inc.", "VMware7,1"],
    [null, null],
  ),
  trusts: trusts([
    [46, "AzureAd"],
    [34, "ServerAd"],
    [18, "Workplace"],
    [2, null],
  ]),
  namePrefixes: ["DESKTOP-", "LAPTOP-", "CPC-", "WS-BER-", "WS-NYC-", "NB-"],
  enrollments: texts(
    "windowsAzureADJoin",
    "windowsAutoEnrollment",
    "windowsBulkAzureDomainJoin",
    "windowsCoManagement",
    "AzureDomainJoined",
    "DeviceEnrollment",
    "unknown",
    null,
  ),
  profiles: ordinaryProfile,
};

const windowsServer: Platform = {
  weight: 50,
  operatingSystems: texts("Windows Server", "WindowsServer", "Windows Server 2022 Datacenter"),
  versions: texts("10.0.20348.2700", "10.0.17763.6293", "10.0.14393.7336", "10.0 (20348)"),
  hardware: hardware(
    ["VMware, Inc.", "VMware Virtual Platform"],
    ["Microsoft Corporation", "Virtual Machine"],
    ["Dell Inc.", "PowerEdge R750"],
    [null, null],
  ),
  trusts: trusts([
    [80, "ServerAd"],
    [15, "AzureAd"],
    [5, null],
  ]),
  namePrefixes: ["SRV-", "DC", "SQL-PRD-", "AVD-"],
  enrollments: texts(null),
  profiles: weighted([
    [90, "RegisteredDevice"],
    [8, "SecureVM"],
    [2, null],
  ]),
};

const iphone: Platform = {
  weight: 140,
  operatingSystems: weighted([
    [6, "iOS"],
    [3, "iPhone"],
    [1, "IPhone"],
  ]),
  versions: texts("18.0.1", "17.6.1", "17.7", "16.7.10", "15.8.3", "18.1 beta"),
  hardware: hardware(
    ["Apple", "iPhone 15"],
    ["Apple", "iPhone 14 Pro"],
    ["Apple", "iPhone SE (3rd generation)"],
  ),
  trusts: trusts([[1, "Workplace"]]),
  namePrefixes: ["iPhone von ", "iPhone-", "IPH-"],
  enrollments: texts(
    "userEnrollment",
    "appleBulkWithUser",
    "appleUserEnrollment",
    "appleBulkWithoutUser",
    null,
  ),
  profiles: ordinaryProfile,
};

const ipad: Platform = {
  weight: 40,
  operatingSystems: texts("iPad", "iOS", "iPadOS"),
  versions: texts("18.0.1", "17.6.1", "16.7.10"),
  hardware: hardware(["Apple", "iPad Air (5th generation)"], ["Apple", "iPad (9th generation)"]),
  trusts: trusts([[1, "Workplace"]]),
  namePrefixes: ["iPad-", "KIOSK-"],
  enrollments: texts("appleBulkWithoutUser", "appleBulkWithUser", "appleUserEnrollmentWithServiceAccount"),
  profiles: ordinaryProfile,
};

const android: Platform = {
  weight: 120,
  operatingSystems: weighted([
    [5, "Android"],
    [3, "AndroidForWork"],
    [2, "AndroidEnterprise"],
  ]),
  versions: texts("14", "13", "12", "14.0", "11.0", "10.0"),
  hardware: hardware(
    ["Google", "Pixel 8"],
    ["samsung", "SM-S918B"],
    ["Samsung", "SM-A546B"],
    ["Zebra Technologies", "TC52"],
  ),
  trusts: trusts([[1, "Workplace"]]),
  namePrefixes: ["Android_", "contoso_Android_", "AND-"],
  enrollments: texts("userEnrollment", "deviceEnrollmentManager", "unknown", null),
  profiles: ordinaryProfile,
};

const mac: Platform = {
  weight: 60,
  operatingSystems: weighted([
    [6, "MacMDM"],
    [3, "macOS"],
    [1, "MacOS"],
  ]),
  versions: texts("15.0.1", "14.7", "14.6.1 (23G93)", "13.7", "12.7.6"),
  hardware: hardware(["Apple", "MacBook Pro"], ["Apple Inc.", "Mac14,2"], ["Apple", "MacBook Air"]),
  trusts: trusts([
    [9, "Workplace"],
    [1, null],
  ]),
  namePrefixes: ["MBP-", "MacBook-Pro-", "MAC-"],
  enrollments: texts("userEnrollment", "appleBulkWithUser", null),
  profiles: ordinaryProfile,
};

const linux: Platform = {
  weight: 20,
  operatingSystems: texts("Linux", "linux", "Linux", "LINUX"),
  versions: texts("22.04", "24.04", "1", "9.4", "5.15.0-119-generic"),
  hardware: hardware([null, null], ["LENOVO", "20XW"], ["QEMU", "Standard PC (Q35 + ICH9, 2009)"]),
  trusts: trusts([
    [3, "Workplace"],
    [1, null],
    [1, "AzureAd"],
  ]),
  namePrefixes: ["ubuntu-", "lnx-"],
  enrollments: texts(null, "unknown"),
  profiles: ordinaryProfile,
};

const oddments: Platform = {
  weight: 10,
  operatingSystems: texts("Printer", "IoT", "Unknown", "Windows IoT Enterprise", null, ""),
  versions: texts("1.0", "", null, "unknown"),
  hardware: hardware(["HP", "LaserJet M507"], [null, null], ["Contoso", 'Sensor "X"']),
  trusts: trusts([
    [2, null],
    [1, "AzureAd"],
    [1, "Workplace"],
  ]),
  namePrefixes: ["PRN-", "IOT-"],
  enrollments: texts(null, "unknown"),
  profiles: texts("Printer", "IoT", "Shared", null),
};

const platforms = [windows, windowsServer, iphone, ipad, android, mac, linux, oddments];

/** One entry per weight unit: a uniform pick is a weighted one. */
export const platformPicks: readonly Platform[] = platforms.flatMap((platform) =>
  new Array<Platform>(platform.weight).fill(platform),
);

/** Names that break careless code: formulas, quotes, separators, other scripts, duplicates, the longest one. */
export const oddNames: readonly string[] = texts(
  '=HYPERLINK("http://evil.example","Click")',
  "+1+1",
  "@SUM(A1:A9)",
  "-2+3",
  `O'Brien's "MacBook"`,
  "Lab, 3rd floor; left",
  "Büro-PC-München",
  "会议室-パソコン-회의실",
  "ноутбук-Иван",
  "مكتب-١٢",
  "💻 of Zoë 👩‍💻",
  "<script>alert(1)</script>",
  "DESKTOP",
  "iPhone",
  "null",
  "0",
  "  padded  ",
  "tab\tand\nnewline",
  "back\\slash/slash%20percent",
  "e\u0301 combining",
  "N".repeat(256),
  "長".repeat(256),
);

export const firstNames: readonly string[] = [
  "Adele",
  "Alex",
  "Diego",
  "Grady",
  "Isaiah",
  "Johanna",
  "Joni",
  "Lee",
  "Lidia",
  "Lynne",
  "Megan",
  "Miriam",
  "Nestor",
  "Patti",
  "Pradeep",
  "Zoë",
];

export const deviceCategories: readonly string[] = texts(
  "Corporate",
  "BYOD",
  "Kiosk",
  "Meeting room",
  "Test & Dev",
);

export const managementTypes: readonly string[] = weighted([
  [10, "mdm"],
  [3, "MDM"],
  [2, "intuneClient"],
  [2, "configurationManagerClientMdm"],
  [1, "eas"],
  [1, "easMdm"],
  [1, "jamf"],
  [1, "googleCloudDevicePolicyController"],
  [1, "unknown"],
]);

export const deviceOwnerships: readonly string[] = weighted([
  [5, "company"],
  [3, "Company"],
  [3, "personal"],
  [1, "Personal"],
  [1, "unknown"],
]);

export const enrollmentProfileNames: readonly string[] = texts(
  "Windows Autopilot user driven",
  "Apple Device Enrollment Profile",
  "Offline Autopilot profile-Dedicated",
);

export const mdmAppIds: readonly string[] = [
  ...new Array<string>(9).fill('"0000000a-0000-0000-c000-000000000000"'),
  '"54b943f8-d761-4f8d-951e-9cea1846db5a"',
];

export const systemLabelSets: readonly string[] = [
  '["MDEManaged"]',
  '["MDEJoined"]',
  '["MDEManaged","MDEJoined"]',
];

export const costCentres: readonly string[] = texts(
  "CC-1001",
  "CC-2040",
  "Sales, EMEA",
  "R&D",
  "ünïcode",
  "=1+1",
);
