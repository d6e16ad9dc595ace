// Which device property feeds which asset field, with a real device beside it.

import { useQuery } from "@tanstack/react-query";
import { connectionQuery } from "../../api/connections.ts";
import { connectorsQuery } from "../../api/connectors.ts";
import { transformMapQuery } from "../../api/transform-maps.ts";
import { MapEditor } from "./map-editor.tsx";
import { MapVersions } from "./map-versions.tsx";
import { TabFrame } from "./tab-frame.tsx";
import { useConnectionId } from "./use-connection-id.ts";

/** The properties that can be chosen; a person who types a path needs no list. */
function useProperties(id: number): readonly string[] {
  const { data: connection } = useQuery(connectionQuery(id));
  const { data: connectors } = useQuery(connectorsQuery);
  return connectors?.find((one) => one.id === connection?.value.connectorId)?.deviceProperties ?? [];
}

export function TransformMapTab() {
  const id = useConnectionId();
  const { data: map, error, refetch } = useQuery(transformMapQuery(id));
  const properties = useProperties(id);
  const lead =
    "Which device property feeds which asset field. The connector’s own lines stay; add lines to have other properties of a device as attributes that can be searched and exported.";
  return (
    <TabFrame title="Transform map" lead={lead} error={error} onRetry={refetch}>
      {map && (
        <>
          <MapEditor key={id} id={id} map={map} properties={properties} />
          <MapVersions id={id} present={map.value.version} ownRules={map.value.ownRules} />
        </>
      )}
    </TabFrame>
  );
}
