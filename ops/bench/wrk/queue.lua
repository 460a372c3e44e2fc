-- Asks for one unit's queue after another; with a tag in BENCH_TAG, whether it has changed.
local folder, tag = os.getenv("BENCH_FROM"), os.getenv("BENCH_TAG")
local units, desks = {}, {}
for line in io.lines(folder .. "/units.txt") do units[#units + 1] = line end
for line in io.lines(folder .. "/desks.txt") do desks[#desks + 1] = line end
local n, requests = 0, {}

function init()
  for i, unit in ipairs(units) do
    requests[i] = wrk.format("GET", "/api/v1/units/" .. unit .. "/queue", {
      ["Host"] = "localhost",
      ["Authorization"] = "Bearer " .. desks[i % #desks + 1],
      ["If-None-Match"] = tag,
    })
  end
end

function request()
  n = n + 1
  return requests[n % #requests + 1]
end
