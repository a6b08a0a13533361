-- Asks Gatehouse about one request: GET /forward-auth with the headers of the client.
-- Leaves txn.gatehouse_status (200, 401, 403 or 503) and puts the identity into the request.

local url = (os.getenv("GATEHOUSE_URL") or "http://127.0.0.1:8080") .. "/forward-auth"
local caller = assert(os.getenv("GATEHOUSE_CALLER"), "GATEHOUSE_CALLER is not set: the base64 of id:secret")

-- Sent by name. Gatehouse looks at no others, and the client must not be able to say what only we say.
local forwarded = {"authorization", "cookie", "user-agent", "x-seraph-trusted-app-id"}

local function first(headers, name)
    local values = headers[name]
    return values and (values[0] or values[1])
end

local function ask(txn)
    local received = txn.http:req_get_headers()
    local question = {
        ["x-gatehouse-caller"] = {"Basic " .. caller},
        ["x-forwarded-method"] = {txn.f:method()},
        ["x-forwarded-uri"] = {txn.f:pathq()},
        ["x-forwarded-for"] = {txn.f:src()},
    }
    for _, name in ipairs(forwarded) do
        local values = received[name]
        if values then
            -- All of them: that there are two is for Gatehouse to judge. They count from 0 here.
            local all = {}
            for i = 0, #values do
                all[#all + 1] = values[i]
            end
            question[name] = all
        end
    end
    return core.httpclient():get{url = url, headers = question, timeout = 7000}
end

core.register_action("gatehouse", {"http-req"}, function(txn)
    local worked, answer = pcall(ask, txn)
    local status = worked and answer and answer.status or 0
    local headers = worked and answer and answer.headers or {}
    if status == 200 then
        for _, name in ipairs({"x-auth-username", "x-auth-provider", "x-auth-groups", "x-gatehouse-assertion"}) do
            local value = first(headers, name)
            if value then
                txn.http:req_set_header(name, value)
            end
        end
        local basic = first(headers, "x-gatehouse-basic")
        if basic then
            txn:set_var("txn.gatehouse_basic", basic)
        end
    elseif status == 401 then
        txn:set_var("txn.gatehouse_challenge", first(headers, "www-authenticate") or 'Bearer realm="gatehouse"')
    elseif status ~= 403 then
        -- No answer, or none that we understand: never let through.
        txn:set_var("txn.gatehouse_retry_after", first(headers, "retry-after") or "5")
        status = 503
    end
    txn:set_var("txn.gatehouse_status", status)
end)
