-- Files one body after another: to the hotline as a desk, to the floor as it comes.
local folder = os.getenv("BENCH_FROM")
local bodies, desks = {}, {}
for line in io.lines(folder .. "/bodies.jsonl") do bodies[#bodies + 1] = line end
for line in io.lines(folder .. "/desks.txt") do desks[#desks + 1] = line end
local n, statuses = 0, {}

function init() math.randomseed(os.time()); n = math.random(#bodies) end

function request()
  n = n + 1
  return wrk.format("POST", "/api/v1/tickets", {
    ["Host"] = "localhost",
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. desks[n % #desks + 1],
  }, bodies[n % #bodies + 1])
end
